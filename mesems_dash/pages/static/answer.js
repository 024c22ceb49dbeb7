// When the server does not answer, Streamlit asks whether there is an internet, and how it was started. Neither is the
// reader's concern: these are our words for its own, which tests/browser/test_private_parts.py looks up in it.
const WORDS = [
  ["Connection error", "The dashboard does not answer"],
  ["Is Streamlit still running?", "It keeps trying, and this page goes on by itself. If this lasts, tell who runs the dashboard."],
  ["Streamlit server is not responding.", "It keeps trying, and this page goes on by itself. If this lasts, tell who runs the dashboard."],
  ["Connection timed out.", "It keeps trying, and this page goes on by itself. If this lasts, tell who runs the dashboard."],
  ["Cannot connect to Streamlit", "It refuses this page. Load the page again; if this lasts, tell who runs the dashboard."],
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
