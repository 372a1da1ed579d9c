// Comfort only: every page works without this file.
const root = document.documentElement
const themes = ["light", "dark"]

function storedTheme() {
  try {
    return localStorage.getItem("theme")
  } catch {
    return null
  }
}

const asked = new URLSearchParams(location.search).get("theme")
const chosen = [asked, storedTheme()].find(theme => themes.includes(theme))
if (chosen) root.dataset.theme = chosen

addEventListener("click", event => {
  if (!event.target.closest("[data-theme-switch]")) return
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches
  root.dataset.theme = isDark ? "light" : "dark"
  try {
    localStorage.setItem("theme", root.dataset.theme)
  } catch {
    // A browser that keeps nothing shows the theme until the next page.
  }
})

// Escape leaves a drawer by the way its close link goes.
addEventListener("keydown", event => {
  if (event.key === "Escape") document.querySelector("[data-close]")?.click()
})

// Who opens a drawer reads on in it.
addEventListener("DOMContentLoaded", () => {
  document.getElementById("drawer-title")?.focus()
})

// On a phone, what is chosen may lie outside the row that it is chosen from.
addEventListener("DOMContentLoaded", () => {
  for (const chosen of document.querySelectorAll(".nav [aria-current], .lens [aria-expanded=true]")) {
    const row = chosen.parentElement
    if (row.scrollWidth > row.clientWidth) row.scrollLeft = chosen.offsetLeft - row.clientWidth / 3
  }
})
