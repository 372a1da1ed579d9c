"""The control of the screens: a page on which everything is wrong is found out."""

import unittest

from browser import Watch, faults, strange_words
from test_newcomer import InBrowser

WRONG = """<!doctype html><html lang="en"><head><title>⟦T⟧</title></head><body><main>
<h1>⟦Of <b>Acme</b> Pro⟧</h1><p style="color:#bbb;background:#fff">⟦pale⟧ Acme 3.2k</p>
<p>Hello ⟦there⟧</p><p translate="no">Globex</p><a href="/x" title="Leave"></a>
<div id="wide" style="width:4000px;height:1px"></div></main>
<script>console.error("so it is")</script></body></html>"""


class Looks(InBrowser):
  """What is seen of a page."""

  def test_every_fault_is_found(self):
    context = self.browser.new_context(viewport={"width": 360, "height": 900})
    self.addCleanup(context.close)
    page = context.new_page()
    watch = Watch(page)
    page.set_content(WRONG)
    found = "\n".join(faults(page, watch))
    for part in ("console: so it is", "too wide: 4", "axe color-contrast"):
      self.assertIn(part, found)
    words = strange_words(page, ["Acme"])
    self.assertEqual(words, ["p: Hello", "a[title]: Leave"])
    self.assertIn("h1: … Pro", strange_words_of(page, "<h1>Acme Pro</h1>"))

  def test_a_page_without_faults_has_none(self):
    page = self.page()
    watch = Watch(page)
    page.set_content(
      '<!doctype html><html lang="en"><title>⟦T⟧</title><main><h1>⟦Fine⟧</h1></main></html>')
    self.assertEqual(faults(page, watch), [])
    self.assertEqual(strange_words(page, []), [])


def strange_words_of(page, html):
  """The strange words of some markup, as one text."""
  page.set_content(html)
  return "\n".join(strange_words(page, ["Acme"]))


if __name__ == "__main__":
  unittest.main()
