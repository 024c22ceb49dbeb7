// What a server sent together (pages/app/batching.py) is told together: React then goes through the page once for all of it.
// Each message is told again, to whoever listens, as soon as none has followed for a moment.
const QUIET = 3 // milliseconds
const LONGEST = 20

window.WebSocket = class extends WebSocket {
  constructor(...address) {
    super(...address)
    let held = []
    let timer
    const tell = () => {
      const told = held
      held = []
      told.forEach(({ data }) => this.dispatchEvent(new MessageEvent("message", { data })))
    }
    this.addEventListener("message", (event) => {
      if (!event.isTrusted) return // told again
      event.stopImmediatePropagation()
      held.push(event)
      if (event.timeStamp - held[0].timeStamp > LONGEST) return
      clearTimeout(timer)
      timer = setTimeout(tell, QUIET)
    })
  }
}
