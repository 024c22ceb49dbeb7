// Hears what the charts of a page tell, and asks for one run of the whole page: a chart in a part of its own cannot.
const STATES = new WeakMap()

function build() {
  const state = {}
  state.hear = (event) => state.send("told", event.detail)
  document.addEventListener("mesems-told", state.hear)
  return state
}

export default function (component) {
  const { parentElement, setTriggerValue } = component
  const state = STATES.get(parentElement) ?? build()
  STATES.set(parentElement, state)
  state.send = setTriggerValue
  return () => {
    document.removeEventListener("mesems-told", state.hear)
    STATES.delete(parentElement)
  }
}
