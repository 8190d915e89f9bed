import { Html } from './html.ts';

/** Neutral paper, one accent; every sign is also a word or a shape, so that nothing hangs on a colour. */
export const STYLE = new Html(`
:root {
  color-scheme: light dark;
  --paper: #fbfaf8; --card: #ffffff; --ink: #1d2126; --quiet: #5a626c; --line: #dfdcd6; --accent: #1f5f8b;
  --good: #1d6b3f; --bad: #a4281f; --bad-paper: #fbeeec; --notable: #7a5200; --notable-paper: #fbf4e4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --card: #1c2024; --ink: #e8e6e1; --quiet: #a3abb5; --line: #343a41; --accent: #7db8e0;
    --good: #7fcf9f; --bad: #f2968d; --bad-paper: #33201e; --notable: #e6bd6a; --notable-paper: #2e2719;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding: 3rem 0 1.5rem; }
.kicker { margin: 0 0 .75rem; color: var(--quiet); font-size: .875rem; letter-spacing: .02em; }
h1 { margin: 0 0 .5rem; font-size: clamp(1.6rem, 1.1rem + 2.4vw, 2.5rem); line-height: 1.15; letter-spacing: -.02em; font-weight: 650; text-wrap: balance; }
h2 { margin: 3rem 0 .25rem; font-size: 1.25rem; letter-spacing: -.01em; font-weight: 650; }
h3 { margin: 0; font-size: 1rem; font-weight: 600; line-height: 1.35; }
p { margin: 0 0 .75rem; max-width: 42rem; }
.lead { max-width: none; font-size: 1.0625rem; color: var(--quiet); }
.under { color: var(--quiet); font-size: .9375rem; }
.mark { display: inline-block; margin-right: .35em; font-weight: 700; }
.good { color: var(--good); } .bad { color: var(--bad); } .notable { color: var(--notable); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 1px; margin: 1.5rem 0 0; background: var(--line); border: 1px solid var(--line); border-radius: .6rem; overflow: hidden; }
.figures div { background: var(--card); padding: .85rem 1rem; }
.figures dt { color: var(--quiet); font-size: .8125rem; }
.figures dd { margin: .1rem 0 0; font-size: 1.25rem; font-weight: 600; letter-spacing: -.01em; line-height: 1.35; white-space: nowrap; }
.note { margin: 1.25rem 0 0; padding: .85rem 1rem; border-radius: .6rem; border-left: .3rem solid currentColor; }
.note.bad { background: var(--bad-paper); } .note.notable { background: var(--notable-paper); }
.note p { margin: 0 0 .35rem; color: var(--ink); } .note p:last-child { margin: 0; }
.note strong { color: inherit; }
.strip { display: flex; flex-wrap: wrap; gap: .25rem; list-style: none; margin: 1rem 0 .5rem; padding: 0; }
.strip a { display: grid; place-items: center; width: 1.75rem; height: 1.75rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--card); color: var(--quiet); text-decoration: none; font-size: .875rem; line-height: 1; }
.strip a:hover { border-color: currentColor; }
.strip a.good { color: var(--good); } .strip a.bad { color: var(--bad); background: var(--bad-paper); font-weight: 700; } .strip a.notable { color: var(--notable); }
a { color: var(--accent); } a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: 1rem; margin: 1.25rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1rem .75rem; min-width: 0; }
.card .now { margin: .15rem 0 .5rem; color: var(--quiet); font-size: .9375rem; }
.card .now b { color: var(--ink); font-size: 1.375rem; letter-spacing: -.01em; margin-right: .35rem; font-weight: 600; }
.card .change { display: block; font-size: .875rem; }
.caption { margin: .35rem 0 0; color: var(--quiet); font-size: .8125rem; }
.chart { display: block; width: 100%; max-width: 100%; height: auto; color: var(--accent); overflow: visible; font-size: 10.5px; }
.chart text { fill: var(--quiet); white-space: pre; }
.figure { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; margin: 1rem 0; }
.wide { display: none; }
@media (min-width: 44rem) { .wide { display: block; } .narrow { display: none; } }
details { margin: .5rem 0 0; border-top: 1px solid var(--line); }
summary { padding: .5rem 0 .1rem; cursor: pointer; color: var(--accent); font-size: .875rem; }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; overflow-wrap: normal; }
caption { text-align: left; color: var(--quiet); padding: 0 0 .35rem; }
th, td { padding: .4rem 1rem .4rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: baseline; white-space: nowrap; }
th { font-weight: 550; } thead th { color: var(--quiet); font-weight: 500; }
.number { text-align: right; } .prose { white-space: normal; min-width: 9rem; }
tr:target { background: var(--notable-paper); }
.runs { font-size: .8125rem; }
code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
ul.plain { padding-left: 1.1rem; margin: .5rem 0; } ul.plain li { margin: .35rem 0; }
footer { margin-top: 3.5rem; padding-bottom: 3rem; color: var(--quiet); font-size: .875rem; }
footer hr { border: 0; border-top: 1px solid var(--line); margin: 0 0 1rem; }
@media (max-width: 30rem) { header { padding-top: 1.75rem; } main, footer { padding: 0 1rem; } }
@media print { body { background: none; } .card, .figure { break-inside: avoid; } }
`);
