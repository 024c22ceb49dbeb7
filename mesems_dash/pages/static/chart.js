// One chart: Plotly.react on the element that is already there. Chosen by mouse or by keyboard. After labels.js.
const STATES = new WeakMap()

function loadPlotly(address) {
  window.mesemsPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = new URL(address, document.baseURI).href
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => { window.mesemsPlotly = undefined; reject(new Error("plotly.js did not load")) }
    document.head.append(script)
  })
  return window.mesemsPlotly
}

const el = (tag, attributes, parent) => {
  const node = document.createElement(tag)
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value))
  parent.append(node)
  return node
}

let darkness // asked once for the charts of a moment: an answer costs the browser a calculation of style
function isDark(host) {
  if (darkness === undefined) {
    darkness = askIfDark(host)
    setTimeout(() => { darkness = undefined }) // a frame would not come while the page is hidden
  }
  return darkness
}

function askIfDark(host) {
  const probe = el("i", { hidden: "", style: "color: var(--st-background-color)" }, host)
  const [r, g, b] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number)
  probe.remove()
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128
}

// ---------------------------------------------------------------- failures
// A failure stands in the browser's console and, once for each part of a chart, in the server's log: pages/parts/chart_failures.py.
const MOST_REPORTS = 20 // of one page

function report(state, part, error) {
  const { key } = state.latest
  const reported = (window.mesemsReported ??= new Set())
  if (reported.has(`${part} ${key}`) || reported.size >= MOST_REPORTS) return
  reported.add(`${part} ${key}`)
  console.error(`chart ${key}: ${part} failed.`, error)
  state.sendFailure("failure", { part, kind: String(error?.name), message: String(error?.message).slice(0, 300) })
}

// Without its marks a chart is still to be seen.
function attemptMarks(state, act) {
  try {
    act()
  } catch (error) {
    if (state.list) state.list.hidden = true
    report(state, "marks", error)
  }
}

// ---------------------------------------------------------------- figure
// Streamlit puts the component's data in place again at every rerun; only a change reaches Plotly.
const NARROW = 560
const isNarrow = (state) => state.root.clientWidth < NARROW

// A figure brings its own form for a phone, see figures/narrow.py.
function toNarrow(figure) {
  const { layout = {}, traces = [] } = figure.layout.meta?.narrow ?? {}
  Object.assign(figure.layout, layout)
  traces.forEach((changes, i) => Object.assign(figure.data[i], changes))
}

function parse(data, dark, narrow) {
  const text = dark ? data.figure.replace(/#[0-9a-f]{6}/g, (colour) => data.dark[colour] ?? colour) : data.figure
  const figure = JSON.parse(text)
  if (narrow) toNarrow(figure)
  figure.layout = { uirevision: data.uirevision, ...figure.layout, height: data.height, autosize: true }
  if (matchMedia("(pointer: coarse)").matches) figure.layout.dragmode = false // a finger scrolls the page
  return figure
}

// ---------------------------------------------------------------- marks
const plain = (text) => String(text ?? "").replace(/<br\s*\/?>/g, ", ").replace(/<[^>]*>/g, "").trim()
const at = (values, i) => (values === undefined || values === null ? undefined : values[i])

const nameOf = (trace) => trace._input?.name ?? "" // Plotly calls a nameless trace "trace 0"

function describe(trace, i) {
  if (trace.type === "sankey") return describeSankey(trace, i)
  const text = at(trace.hovertext, i) ?? (Array.isArray(trace.hovertext) ? undefined : trace.hovertext)
  if (text) return plain(text)
  const flat = trace.orientation === "h"
  const [where, value] = trace.labels
    ? [at(trace.labels, i), at(trace.values, i)]
    : flat ? [at(trace.y, i), at(trace.x, i)] : [at(trace.x, i), at(trace.y, i)]
  const label = Array.isArray(where) ? where.join(", ") : where
  return plain([label, nameOf(trace), at(trace.z, i) ?? value].filter((part) => part !== undefined && part !== "").join(", "))
}

function describeSankey(trace, i) {
  const nodes = trace.node.label ?? []
  if (i < nodes.length) return plain(nodes[i])
  const { source, target, value } = trace.link
  const k = i - nodes.length
  return plain(`${nodes[source[k]]} to ${nodes[target[k]]}, ${value[k]}`)
}

function customOf(trace, i) {
  if (trace.type !== "sankey") return at(trace.customdata, i)
  const nodes = (trace.node.label ?? []).length
  return i < nodes ? at(trace.node.customdata, i) : at(trace.link.customdata, i - nodes)
}

function countMarks(trace) {
  if (trace.type === "sankey") return (trace.node.label ?? []).length + trace.link.value.length
  if (trace.z) return 0
  return (trace.x ?? trace.y ?? trace.labels ?? trace.values ?? []).length
}

// Every mark that carries customdata, in the order of the figure.
function listMarks(gd) {
  return gd._fullData.filter((trace) => trace.visible === true && trace.hoverinfo !== "skip").flatMap((trace) =>
    Array.from({ length: countMarks(trace) }, (_, point) => ({
      curve: trace.index, point, trace: nameOf(trace), label: describe(trace, point), customdata: customOf(trace, point),
    })).filter((mark) => mark.customdata !== undefined && mark.customdata !== null))
}

function elementOf(gd, mark) {
  const trace = gd._fullData[mark.curve]
  if (trace.type === "sankey") {
    const nodes = (trace.node.label ?? []).length
    const [all, place] = mark.point < nodes ? [".sankey-node", mark.point] : [".sankey-link", mark.point - nodes]
    return [...gd.querySelectorAll(all)].find((node) => {
      const datum = node.__data__
      return (datum?.node?.pointNumber ?? datum?.link?.pointNumber) === place
    })
  }
  return [...gd.querySelectorAll(".point")].find((node) => {
    const datum = node.__data__
    const owner = datum?.trace ?? datum?.[0]?.trace ?? node.closest(".trace")?.__data__?.[0]?.trace
    return owner?.index === mark.curve && (datum?.i ?? datum?.pointNumber) === mark.point
  })
}

const same = (a, b) => a && b && JSON.stringify(a.customdata) === JSON.stringify(b.customdata)
  && a.curve === b.curve

function frame(state, box, mark) {
  const node = mark && elementOf(state.gd, mark)
  box.hidden = !node
  if (!node) return
  const [inner, outer] = [node.getBoundingClientRect(), state.root.getBoundingClientRect()]
  box.style.cssText = `left:${inner.left - outer.left - 3}px;top:${inner.top - outer.top - 3}px;`
    + `width:${inner.width + 6}px;height:${inner.height + 6}px`
}

function refreshMarks(state) {
  state.isFresh = true
  if (!state.selectable) return
  state.marks = listMarks(state.gd).slice(0, 500)
  follow(state, state.wanted)
  state.at = Math.max(Math.min(state.at, state.marks.length - 1), 0)
  frame(state, state.chosenBox, findChosen(state))
  clearTimeout(state.listing)
  state.listing = setTimeout(() => attemptMarks(state, () => writeList(state))) // after the picture: it is not seen
}

const findChosen = (state) => state.marks.find((mark) => same(mark, state.chosen))

function writeList(state) {
  const chosen = findChosen(state)
  state.list.replaceChildren(...state.marks.map((mark, i) => {
    const option = document.createElement("div")
    option.role = "option"
    option.id = `${state.id}-${i}`
    option.textContent = mark.label
    option.setAttribute("aria-selected", String(mark === chosen))
    return option
  }))
  state.list.hidden = state.marks.length === 0
  showFocus(state)
}

function showFocus(state) {
  const focused = document.activeElement === state.list
  const mark = focused ? state.marks[state.at] : undefined
  if (mark) state.list.setAttribute("aria-activedescendant", `${state.id}-${state.at}`)
  frame(state, state.focusBox, mark)
  state.tip.textContent = mark ? mark.label : ""
}

// The page may say which mark is chosen, or with an empty list that none is; then what else chooses and a click on the
// chart show the same.
function follow(state, customdata) {
  if (!customdata || !state.bound) return
  if (customdata.length === 0) { state.chosen = null; return }
  const wanted = JSON.stringify(customdata)
  state.chosen = state.marks.find((mark) => JSON.stringify(mark.customdata) === wanted) ?? null
}

function choose(state, mark) {
  state.chosen = mark && same(mark, state.chosen) ? null : mark
  state.wanted = null
  refreshMarks(state)
  // with the sign of the figure in which it stands; the same mark again is a click again
  const click = state.chosen && { ...state.chosen, sign: state.sign, at: Date.now() }
  const { listener } = state.latest
  if (listener) document.dispatchEvent(new CustomEvent("mesems-click", { detail: { chart: listener, mark: click } }))
  else state.send("click", click)
}

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e6, End: 1e6 }

function onKey(state, event) {
  if (event.key in STEPS) {
    state.at = Math.min(Math.max(state.at + STEPS[event.key], 0), state.marks.length - 1)
    showFocus(state)
  } else if (event.key === "Enter" || event.key === " ") choose(state, state.marks[state.at])
  else if (event.key === "Escape" && state.chosen) choose(state, null)
  else return
  event.preventDefault()
}

function onClick(state, event) {
  const point = event.points[0]
  const trace = state.gd._fullData[point.curveNumber ?? point.fullData?.index ?? 0]
  const isLink = trace.type === "sankey" && point.source !== undefined && point.target !== undefined
  const place = (point.pointNumber ?? point.index ?? 0) + (isLink ? (trace.node.label ?? []).length : 0)
  const known = state.marks.findIndex((mark) => mark.curve === trace.index && mark.point === place)
  if (known >= 0) state.at = known
  const customdata = point.customdata ?? customOf(trace, place)
  choose(state, { curve: trace.index, point: Number(place), trace: nameOf(trace), label: describe(trace, place), customdata })
}

// ---------------------------------------------------------------- life
function build(host, data) {
  const root = host.querySelector(".mesems-chart")
  root.style.height = `${data.height}px`
  const state = { root, id: `mesems-${Math.random().toString(36).slice(2)}`, marks: [], at: 0, chosen: null }
  state.gd = el("div", { class: "mesems-plot", role: "img" }, root)
  state.chosenBox = el("div", { class: "mesems-chosen", hidden: "", "aria-hidden": "true" }, root)
  state.focusBox = el("div", { class: "mesems-focus", hidden: "", "aria-hidden": "true" }, root)
  state.tip = el("div", { class: "mesems-tip", "aria-hidden": "true" }, root)
  return state
}

function buildList(state) {
  state.list = el("div", { class: "mesems-marks", role: "listbox", tabindex: "0" }, state.root)
  state.list.onkeydown = (event) => attemptMarks(state, () => onKey(state, event))
  state.list.onfocus = state.list.onblur = () => attemptMarks(state, () => showFocus(state))
}

function onPlotted(state) {
  try {
    if (state.labels) state.labels.write(state.gd)
  } catch (error) {
    leaveLabels(state, error)
    setTimeout(() => state.gd.isConnected && show(state, isDark(state.root))) // Plotly is still in the middle of this drawing
  }
  attemptMarks(state, () => refreshMarks(state))
}

// From now on Plotly writes all text of this chart.
function leaveLabels(state, error) {
  state.labels.remove()
  state.labels = false
  report(state, "labels", error)
}

// What Plotly draws: the figure without the labels that are written here.
function prepare(state, dark) {
  const figure = parse(state.latest, dark, state.narrow)
  try {
    if (state.labels) state.labels.take(figure)
    return figure
  } catch (error) {
    leaveLabels(state, error)
    return parse(state.latest, dark, state.narrow)
  }
}

function show(state, dark) {
  draw(state, dark).catch((error) => {
    state.drawn = ""
    state.gd.textContent = state.latest.alternative
    report(state, "drawing", error)
  })
}

async function draw(state, dark) {
  const Plotly = await loadPlotly(state.latest.plotly)
  state.narrow = isNarrow(state)
  const { sign } = state.latest
  state.sign = undefined
  state.labels ??= Plotly.version === TESTED_PLOTLY && buildLabels()
  const figure = prepare(state, dark)
  state.isFresh = false
  await Plotly.react(state.gd, figure.data, figure.layout, { displayModeBar: false, responsive: false, doubleClick: "reset", showTips: false })
  state.sign = sign
  if (!state.bound) {
    state.bound = true
    if (state.selectable) state.gd.on("plotly_click", (event) => attemptMarks(state, () => onClick(state, event)))
    state.gd.on("plotly_afterplot", () => onPlotted(state))
    state.observer = new ResizeObserver(() => {
      if (!state.gd.isConnected) return
      if (isNarrow(state) === state.narrow) Plotly.Plots.resize(state.gd)
      else show(state, isDark(state.root))
    })
    state.observer.observe(state.root)
  }
  if (!state.isFresh) onPlotted(state) // the plot was not touched, or not yet listened to
  state.root.dataset.drawn = String(Number(state.root.dataset.drawn ?? 0) + 1)
}

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component
  const state = STATES.get(parentElement) ?? build(parentElement, data)
  STATES.set(parentElement, state)
  state.send = setStateValue
  state.sendFailure = setTriggerValue
  state.latest = data
  state.selectable = data.selectable
  state.wanted = data.chosen
  state.root.style.height = `${data.height}px`
  state.gd.setAttribute("aria-label", data.alternative)
  if (data.selectable && !state.list) buildList(state)
  state.list?.setAttribute("aria-label", `${data.name}: marks. Arrow keys step, Enter chooses, Escape clears.`)
  const dark = isDark(state.root)
  const wanted = `${dark}|${data.height}|${data.uirevision}|${data.figure}`
  if (wanted !== state.drawn) {
    state.drawn = wanted
    show(state, dark)
  } else if (state.bound) {
    if (state.sign) state.sign = data.sign // another process signs the same figure in another way
    attemptMarks(state, () => refreshMarks(state))
  }
  return () => {
    state.observer?.disconnect()
    clearTimeout(state.listing)
    if (window.Plotly && state.bound) window.Plotly.purge(state.gd)
    STATES.delete(parentElement)
  }
}
