import { writeFileSync, readFileSync, readdirSync } from 'node:fs'
import { watchedRun } from '/work/main/bench/live/watched-run.ts'
const [out, from, seconds, part, speed] = process.argv.slice(2)
const done = new Set<number>()
setInterval(() => {
  const parent = new Map<number, number>()
  for (const d of readdirSync('/proc')) if (/^\d+$/.test(d)) try { const s = readFileSync(`/proc/${d}/stat`, 'utf8'); parent.set(Number(d), Number(s.slice(s.lastIndexOf(')') + 2).split(' ')[1])) } catch {}
  for (const pid of parent.keys()) { if (done.has(pid)) continue; let p: number | undefined = pid; while (p !== undefined && p !== process.pid && p > 1) p = parent.get(p); if (p === process.pid) { done.add(pid); try { writeFileSync(`/proc/${pid}autogroup`, "0") } catch (e) { } } }
}, 1000).unref()
const w = await watchedRun({ part: Number(part ?? 1), from, speed: speed === 'max' ? 'max' : Number(speed ?? 1), ...(seconds === 'day' ? {} : { seconds: Number(seconds) }) })
writeFileSync(out, JSON.stringify({ ...w, report: { ...w.report, sweeps: w.report.sweeps.map(({ until, at }) => ({ until, at })) } }))
console.log(JSON.stringify(w.used), w.report.ticks, w.report.seconds)
process.exit(0)
