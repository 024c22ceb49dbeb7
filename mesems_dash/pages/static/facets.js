// Filters with counts. What is chosen is held by the app: a change is sent, and shown as chosen at once.
const STATES = new WeakMap()

const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag)
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value))
  node.append(...children)
  return node
}

const number = new Intl.NumberFormat("en-GB")

function optionOf(state, group, option, most) {
  const box = el("input", { type: "checkbox" })
  box.checked = option.on
  box.dataset.id = `${group.key}~${option.value}`
  box.onchange = () => {
    option.on = box.checked
    state.send(group.key, group.options.filter((one) => one.on).map((one) => one.value))
  }
  const [now, all] = option.counts
  const share = (part) => `${most ? (100 * part) / most : 0}%`
  const bar = el("span", { class: "mesems-facet-bar", "aria-hidden": "true" },
    el("i", { style: `width:${share(all)}` }), el("b", { style: `width:${share(now)}` }))
  const counts = el("span", { class: "mesems-facet-count" }, el("b", {}, number.format(now)), ` of ${number.format(all)}`)
  return el("label", now ? {} : { class: "mesems-facet-none" }, box, el("span", { class: "mesems-facet-name" }, option.label), counts, bar)
}

function modesOf(state, group) {
  const select = el("select", { "aria-label": `${group.title}: match` },
    ...group.modes.map((mode) => el("option", { value: mode.value, ...(mode.on ? { selected: "" } : {}) }, mode.label)))
  select.dataset.id = `${group.modeKey}~mode`
  select.onchange = () => state.send(group.modeKey, select.value === "any" ? [] : [select.value])
  return select
}

function groupOf(state, group) {
  const most = Math.max(...group.options.map((option) => option.counts[1]), 0)
  const head = el("legend", {}, group.title)
  const modes = group.modes ? [modesOf(state, group)] : []
  const rest = group.options.length ? group.options.map((option) => optionOf(state, group, option, most)) : [el("p", {}, "None in this data cut")]
  return el("fieldset", { class: `mesems-facet-${group.key}` }, head, ...modes, el("div", { class: "mesems-facet-options" }, ...rest))
}

function endOf(state, range, end, word) {
  const input = el("input", { type: "number", inputmode: "decimal", min: "0", step: String(range.step), placeholder: word, "aria-label": `${range.title}: ${word}` })
  input.value = range[end]
  input.dataset.id = `${range.key}~${end}`
  input.onchange = () => {
    range[end] = input.value.trim()
    state.send(range.key, range.least || range.most ? [`${range.least}..${range.most}`] : [])
  }
  return input
}

function rangesOf(state, data) {
  const rows = data.ranges.map((range) => el("div", { class: "mesems-facet-range" },
    el("span", {}, range.title), endOf(state, range, "least", "from"), endOf(state, range, "most", "to"), el("em", {}, range.unit)))
  const wide = el("input", { type: "checkbox" })
  wide.checked = data.wide
  wide.dataset.id = `${data.wideKey}~wide`
  wide.onchange = () => state.send(data.wideKey, wide.checked ? ["1"] : [])
  return el("fieldset", { class: "mesems-facet-ranges" }, el("legend", {}, "Measures at the reference date"), ...rows,
    el("label", { class: "mesems-facet-wide" }, wide, el("span", {}, "include people for whom this is uncertain")))
}

function draw(state, data) {
  const focused = state.root.contains(document.activeElement) ? document.activeElement.dataset.id : undefined
  const open = [...state.root.querySelectorAll(".mesems-facet-options")].map((list) => list.scrollTop)
  state.root.replaceChildren(...data.groups.map((group) => groupOf(state, group)), rangesOf(state, data))
  state.root.querySelectorAll(".mesems-facet-options").forEach((list, i) => { if (open[i]) list.scrollTop = open[i] }) // setting it costs a layout
  if (focused) state.root.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const state = STATES.get(parentElement) ?? { root: parentElement.querySelector(".mesems-facets") }
  STATES.set(parentElement, state)
  state.send = (key, values) => setTriggerValue("change", { key, values })
  const wanted = JSON.stringify(data)
  if (wanted !== state.drawn) {
    state.drawn = wanted
    draw(state, JSON.parse(wanted))
  }
  return () => STATES.delete(parentElement)
}
