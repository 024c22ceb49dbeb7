// When the server does not answer, Streamlit asks whether there is an internet, and how it was started. Neither is the
// reader's concern: these are our words for its own, which tests/browser/test_private_parts.py looks up in it.
const WORDS = [
  ["Connection error", "The dashboard does not answer"],
  ["Is Streamlit still running?", "The page keeps trying and continues by itself. If this lasts, contact the person who runs the dashboard."],
  ["Streamlit server is not responding.", "The page keeps trying and continues by itself. If this lasts, contact the person who runs the dashboard."],
  ["Connection timed out.", "The page keeps trying and continues by itself. If this lasts, contact the person who runs the dashboard."],
  ["Cannot connect to Streamlit", "The connection was refused. Load the page again; if this lasts, contact the person who runs the dashboard."],
]

function replace(dialog) {
  const texts = document.createTreeWalker(dialog, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const found = WORDS.find(([theirs]) => texts.currentNode.data.startsWith(theirs))
    if (found) texts.currentNode.data = found[1]
    if (texts.currentNode.data.includes("streamlit run yourscript.py")) {
      texts.currentNode.parentElement.closest("pre")?.setAttribute("hidden", "")
    }
  }
}

new MutationObserver(() => document.querySelectorAll('[role="dialog"]').forEach(replace)).observe(document, {
  childList: true,
  subtree: true,
})
