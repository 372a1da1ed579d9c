// What tests ask of a page that is shown; no page loads this file.

// What stands out of the window, where the page as a whole scrolls sideways.
function overflow() {
  const width = document.scrollingElement.scrollWidth
  if (width <= innerWidth) return []
  const scrolls = element => {
    for (let up = element.parentElement; up; up = up.parentElement) {
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return true
    }
    return false
  }
  const wide = [...document.body.querySelectorAll("*")]
    .filter(element => element.getBoundingClientRect().right > innerWidth + 0.5)
    .filter(element => !scrolls(element))
    .slice(0, 5)
    .map(element => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`)
  return [`${width} px in ${innerWidth}: ${wide.join(", ")}`]
}

// A number's unit, as in `399.2k` and `1.2 MB`.
const unit = /\d[\d.,]*[\s\u202f]?(k|M|bn|T|B|kB|MB|GB)(?!\p{L})/gu

function isData(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement
  return element.closest("[translate=no], .data, script, style") !== null
}

// The letters that are left of a text without brackets, data and units.
function remainder(text, known) {
  let rest = text.replace(unit, "")
  if (!/\p{L}/u.test(rest)) return ""
  for (const data of known) rest = rest.split(data).join("\u0000")
  return /\p{L}/u.test(rest) ? rest.replaceAll("\u0000", "…").trim() : ""
}

// The texts of a page that are neither of the catalogue, which stand in brackets, nor known data.
//
// A text of the catalogue may hold tags, so the brackets are counted through the whole page.
function strangeWords(known) {
  const data = [...known].sort((one, other) => other.length - one.length)
  const found = []
  let depth = 0
  // The text outside brackets; what is inside may hold data in brackets again.
  const outside = text => {
    let kept = ""
    for (const letter of text) {
      if (letter === "⟦") depth += 1
      else if (letter === "⟧") depth -= 1
      else if (depth === 0) kept += letter
    }
    return kept
  }
  const note = (text, where) => {
    const rest = remainder(text, data)
    if (rest) found.push(`${where}: ${rest}`)
  }
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    const before = depth
    const kept = outside(node.data)
    // A chart cuts a name that is too long for it, and the bracket behind it too.
    if (node.data.endsWith("…")) depth = before
    if (!isData(node)) note(kept, node.parentElement.tagName.toLowerCase())
  }
  if (depth !== 0) found.push(`brackets: ${depth} more were opened than closed`)
  for (const name of ["title", "aria-label", "placeholder", "alt", "aria-description"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      depth = 0
      const kept = outside(element.getAttribute(name))
      if (!isData(element)) note(kept, `${element.tagName.toLowerCase()}[${name}]`)
    }
  }
  return [...new Set(found)]
}
