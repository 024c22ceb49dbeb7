// What this tab remembers of its reader, for a server that forgot: the person shown and the SQL typed. It is gone with
// the tab, with the reader and with signing out, and never in the address. See pages/app/tab.py.
const KEPT = "mesems-tab"
const FIELD = ".st-key-sql-text textarea"
const seen = (window.mesemsTab ??= { session: undefined, sql: undefined })

function read(holder) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT))
    return kept?.holder === holder ? kept : { holder }
  } catch {
    return { holder }
  }
}

function write(kept) {
  sessionStorage.setItem(KEPT, JSON.stringify(kept))
}

function followTyping(holder) {
  if (seen.holder === undefined) {
    document.addEventListener("input", ({ target }) => {
      if (seen.holder && target.matches(FIELD)) write({ ...read(seen.holder), sql: target.value })
    })
  }
  seen.holder = holder
}

export default function ({ data, setTriggerValue }) {
  if (!data.holder) {
    sessionStorage.removeItem(KEPT)
    seen.holder &&= ""
    return
  }
  const kept = read(data.holder)
  const missing = ["person", "sql"].filter((name) => !data.decided.includes(name) && kept[name] != null)
  if (missing.length && seen.session !== data.session) {
    const recalled = Object.fromEntries(missing.map((name) => [name, kept[name]]))
    setTimeout(() => setTriggerValue("recalled", recalled))
  }
  if (data.decided.includes("person")) kept.person = data.person
  if (data.decided.includes("sql") && data.sql !== seen.sql) kept.sql = data.sql // else what is typed since is newer
  seen.session = data.session
  seen.sql = data.sql
  write(kept)
  followTyping(data.holder)
}
