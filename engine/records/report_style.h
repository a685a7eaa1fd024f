// Style sheet of the report. Both colour schemes keep text at a contrast of 4.5 or more (WCAG 2.1, 1.4.3); printing is
// always in the light one.
#pragma once

namespace records {

constexpr const char* kReportStyle = R"css(
:root { color-scheme: light dark; --paper: #ffffff; --card: #f4f6f8; --ink: #1b2430; --quiet: #55606e; --rule: #d3d9e0;
  --good: #00674a; --bad: #a3200d; --open: #6b5200; --force: #0072b2; --pain: #c04e00; --depth: #007a5a;
  --band: #e9c46a; --bandline: #7a5b00; --meter: #0072b2; --meterback: #dbe2e9; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181e; --card: #1e242c; --ink: #e8ecf1; --quiet: #a7b2c0;
  --rule: #3a434f; --good: #5fd3a8; --bad: #ff8f78; --open: #f0c75e; --force: #6cc0f5; --pain: #f5a15a; --depth: #4fd0a5;
  --band: #8a6d1f; --bandline: #f0cf7a; --meter: #6cc0f5; --meterback: #333c47; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, "DejaVu Sans", sans-serif; }
main { max-width: 58rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .2rem 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .7rem; padding-bottom: .3rem; border-bottom: 1px solid var(--rule); }
p { margin: .5rem 0; max-width: 44rem; }
.kicker, figcaption, caption, .note { color: var(--quiet); }
.kicker { margin: 0; letter-spacing: .04em; }
dl.facts { display: flex; flex-wrap: wrap; gap: .4rem 2.2rem; margin: 0 0 1.4rem; }
dl.facts dt { color: var(--quiet); font-size: .875rem; }
dl.facts dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.verdict { background: var(--card); border-left: .4rem solid var(--mood); border-radius: .4rem; padding: 1rem 1.25rem; }
.verdict .word { color: var(--mood); font-size: 1.35rem; font-weight: 700; margin: 0; }
.verdict .word svg { width: 1.2em; height: 1.2em; vertical-align: -.22em; margin-right: .4em; }
.verdict.passed { --mood: var(--good); } .verdict.failed { --mood: var(--bad); } .verdict.open { --mood: var(--open); }
.meter { background: var(--meterback); border-radius: .3rem; height: .6rem; overflow: hidden; min-width: 4.5rem; }
.meter span { display: block; height: 100%; background: var(--meter); }
.verdict .meter { max-width: 24rem; margin: .6rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding-bottom: .4rem; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--rule); }
thead th { color: var(--quiet); font-size: .875rem; font-weight: 600; }
tbody th { font-weight: 600; }
td.figure { white-space: nowrap; font-variant-numeric: tabular-nums; }
td .meter { margin-top: .3rem; }
.decisive { color: var(--bad); font-size: .875rem; font-weight: 600; display: block; }
svg.chart { display: block; width: 100%; min-width: 36rem; height: auto; }
svg text { fill: var(--ink); font: 13px system-ui, "DejaVu Sans", sans-serif; }
svg .name { font-weight: 600; } svg .tick { fill: var(--quiet); font-size: 12px; }
svg .end { text-anchor: end; } svg .mid, svg .number { text-anchor: middle; }
svg .target { fill: var(--bandline); font-size: 12px; font-weight: 600; stroke: var(--paper); stroke-width: 4px;
  stroke-linejoin: round; paint-order: stroke; }
svg .axis { stroke: var(--quiet); fill: none; } svg .grid { stroke: var(--rule); fill: none; }
svg .band { fill: var(--band); fill-opacity: .35; stroke: var(--bandline); stroke-dasharray: 2 3; }
svg .line { fill: none; stroke-width: 2.4; stroke-linejoin: round; }
svg .force { stroke: var(--force); } svg .pain { stroke: var(--pain); stroke-dasharray: 8 4; }
svg .depth { stroke: var(--depth); stroke-dasharray: 2 3; }
svg .mark { stroke: var(--quiet); stroke-dasharray: 1 3; fill: none; } svg .mark.safety { stroke: var(--bad); }
.badge { fill: var(--card); stroke: var(--quiet); } .badge.safety { fill: var(--bad); stroke: var(--bad); }
svg .number { font-size: 11px; font-weight: 600; } svg .number.safety { fill: var(--paper); }
ol.events { list-style: none; margin: 0; padding: 0; }
ol.events li { display: grid; grid-template-columns: 2rem 4rem 8rem 1fr; gap: .5rem; padding: .4rem 0;
  border-bottom: 1px solid var(--rule); }
ol.events svg { width: 1.6rem; height: 1.6rem; }
ol.events time { font-variant-numeric: tabular-nums; color: var(--quiet); }
ol.events .kind { font-weight: 600; } ol.events .safety .kind { color: var(--bad); }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1.2rem; }
figure { margin: 0; } figure img { display: block; width: 100%; height: auto; border-radius: .4rem; background: var(--card); }
figcaption { font-size: .9rem; padding-top: .35rem; }
details { margin-top: .6rem; } summary { cursor: pointer; color: var(--quiet); }
ul.sources { padding-left: 1.2rem; } ul.sources li { overflow-wrap: anywhere; margin: .25rem 0; }
.note { background: var(--card); border-radius: .4rem; padding: .9rem 1.25rem; margin-top: 2.4rem; }
.note p { max-width: none; }
@media (max-width: 36rem) { ol.events li { grid-template-columns: 2rem 4rem 1fr; }
  ol.events .words { grid-column: 1 / -1; } }
@media print { :root { color-scheme: light; --paper: #fff; --card: #f4f6f8; --ink: #000; --quiet: #444; --rule: #bbb;
  --good: #00674a; --bad: #a3200d; --open: #6b5200; --force: #0072b2; --pain: #c04e00; --depth: #007a5a;
  --band: #e9c46a; --bandline: #7a5b00; --meter: #0072b2; --meterback: #dbe2e9; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; } details { display: none; }
  .verdict, .meter, .meter span, .badge, .note { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .verdict, tr, figure, svg.chart, li, .note { break-inside: avoid; } h2 { break-after: avoid; } }
@page { margin: 15mm; }
)css";

} // namespace records
