// Passes the clicks on a page's charts to the server as one run of the whole page: a chart in a part of its own cannot.
const STATES = new WeakMap()

function build() {
  const state = {}
  state.listener = (event) => state.send("click", event.detail)
  document.addEventListener("mesems-click", state.listener)
  return state
}

export default function (component) {
  const { parentElement, setTriggerValue } = component
  const state = STATES.get(parentElement) ?? build()
  STATES.set(parentElement, state)
  state.send = setTriggerValue
  return () => {
    document.removeEventListener("mesems-click", state.listener)
    STATES.delete(parentElement)
  }
}
