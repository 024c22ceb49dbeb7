// Messages that the server sent together (pages/app/batching.py) are delivered together, so that React goes through the
// page once for all of them. They are held, and dispatched again as soon as none has followed for a moment.
const QUIET = 3 // milliseconds
const LONGEST = 20

window.WebSocket = class extends WebSocket {
  constructor(...address) {
    super(...address)
    let held = []
    let timer
    const deliver = () => {
      const messages = held
      held = []
      messages.forEach(({ data }) => this.dispatchEvent(new MessageEvent("message", { data })))
    }
    this.addEventListener("message", (event) => {
      if (!event.isTrusted) return // dispatched by deliver()
      event.stopImmediatePropagation()
      held.push(event)
      if (event.timeStamp - held[0].timeStamp > LONGEST) return
      clearTimeout(timer)
      timer = setTimeout(deliver, QUIET)
    })
  }
}
