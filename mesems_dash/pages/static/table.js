// A table whose rows open: the row's number goes back, with the sign of the list in which it stood, as the list may be
// another one by then. The same table again is left as it stands.
const STATES = new WeakMap()
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e6, End: 1e6 }

const buttonsOf = (root) => [...root.querySelectorAll("th > button[data-row]")]

// One stop for the Tab key; arrows step from row to row.
function rove(root, button) {
  buttonsOf(root).forEach((other) => { other.tabIndex = other === button ? 0 : -1 })
}

function onKey(root, event) {
  const buttons = buttonsOf(root)
  const at = buttons.indexOf(event.target)
  if (at < 0 || !(event.key in STEPS)) return
  const next = buttons[Math.min(Math.max(at + STEPS[event.key], 0), buttons.length - 1)]
  rove(root, next)
  next.focus()
  next.scrollIntoView({ block: "nearest" })
  event.preventDefault()
}

function onClick(state, event) {
  if (event.target.closest("summary")) return // it opens and closes by itself
  const row = event.target.closest("tbody tr")
  const isReading = String(getSelection()).length > 0 // somebody marks text to copy
  const button = event.target.closest("button[data-row]") ?? (isReading ? null : row?.querySelector("button[data-row]"))
  if (!button) return
  state.send("opened", { row: Number(button.dataset.row), list: state.list })
  if (state.leads) document.querySelector(state.leads)?.scrollIntoView({ block: "start" })
}

function build(host) {
  const root = host.querySelector(".mesems-table")
  const state = { root }
  root.onclick = (event) => onClick(state, event)
  root.onkeydown = (event) => onKey(root, event)
  root.addEventListener("focusin", (event) => event.target.matches("th > button[data-row]") && rove(root, event.target))
  return state
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const state = STATES.get(parentElement) ?? build(parentElement)
  STATES.set(parentElement, state)
  state.send = setTriggerValue
  state.list = data.list
  state.leads = data.leads // what to bring into sight after a press
  if (state.drawn !== data.html) {
    state.drawn = data.html
    state.root.innerHTML = data.html // every text in it was escaped, see html_table.py
    rove(state.root, buttonsOf(state.root)[0])
  }
  return () => STATES.delete(parentElement)
}
