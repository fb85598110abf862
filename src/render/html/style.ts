/**
 * The style of the page: light, dark and print. The page's Content-Security-Policy allows it by its hash.
 */
export const STYLE = `:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#57606a;--line:#d0d7de;--box:#f6f8fa;--link:#0550ae;--bad:#c21f2e;--bad-box:#fff0ef;--warn:#8a5a00;--info:#0550ae;--bar:#4a7fb5;--trough:#e3e8ee;--anon:#c2542d;--shmem:#8a5fb0;--locked:#8f3b1f;--file:#4a7fb5;--slab:#a67c00;--kernel:#5d7a3a;--hugepages:#b04a86;--free:#c9d3dc;--unaccounted:#6e7781}
@media(prefers-color-scheme:dark){:root{--bg:#0e1116;--fg:#e4e8ee;--soft:#a3adb8;--line:#363d47;--box:#171c23;--link:#79b8ff;--bad:#ff8078;--bad-box:#331417;--warn:#e3b341;--info:#79b8ff;--bar:#5b95d1;--trough:#2a313b;--anon:#e07b52;--shmem:#b491d8;--locked:#b5532f;--file:#5b95d1;--slab:#d9ab2b;--kernel:#8fb562;--hugepages:#d87bb3;--free:#3a4450;--unaccounted:#8b949e}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:70rem;background:var(--bg);color:var(--fg);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.25rem;line-height:1.3;margin:2rem 0 .5rem}
h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
h4{font-size:1rem;margin:0}
a{color:var(--link)}
.skip{position:absolute;left:-100rem}.skip:focus{position:static}
.summary{font-size:1.15rem;margin:.5rem 0 1rem}
.note{color:var(--soft);margin:.25rem 0 .5rem}
.event+.event{border-top:2px solid var(--line);margin-top:3rem}
code,pre,.no{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.875rem}
td,th,dd,code,.summary{unicode-bidi:isolate}
.gauges{display:grid;grid-template-columns:auto minmax(4rem,1fr) auto;gap:.35rem .75rem;align-items:center;margin:1rem 0}
.gauge{display:contents}
.gauge .bar{height:1rem;margin:0}
.facts{margin:0;display:grid;gap:.25rem}
.facts div{display:grid;grid-template-columns:9rem 1fr;gap:.75rem}
.facts dt{color:var(--soft)}.facts dd{margin:0}
.scroll{overflow-x:auto;max-width:100%}
.scroll:focus-visible,pre:focus-visible{outline:2px solid var(--link)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
th,td{padding:.25rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:normal}
th.number,td.number{text-align:right;white-space:nowrap}
th.text,td.text{max-width:24rem;overflow-wrap:break-word}
thead th{color:var(--soft);font-weight:600;vertical-align:bottom}
tbody th{font-weight:400}
tr.victim th,tr.victim td{background:var(--bad-box)}
tr.victim .text{font-weight:600}
td.chart,th.chart{min-width:8rem;width:30%;vertical-align:middle}
.tall{max-height:32rem;overflow:auto}
.tall thead th{position:sticky;top:0;background:var(--bg)}
thead button{all:unset;cursor:pointer;text-decoration:underline dotted;color:inherit;font:inherit}
thead button:focus-visible{outline:2px solid var(--link)}
[aria-sort] button::after{content:" \\25BE"}[aria-sort=ascending] button::after{content:" \\25B4"}
.filter input{font:inherit;padding:.25rem .5rem;border:1px solid var(--soft);border-radius:.25rem;background:var(--bg);color:var(--fg);max-width:100%}
svg{display:block}
.bar{width:100%;height:.5rem;margin:.25rem 0}
.stack{width:100%;height:2.5rem;margin:.5rem 0}
.marks{width:100%;height:1.25rem}
.time{width:100%;height:5rem}
figure{margin:1rem 0}figcaption{color:var(--soft)}
.swatch{display:inline-block;width:.8rem;height:.8rem}
.trough{fill:var(--trough)}.fill.plain{fill:var(--bar)}.fill.bad{fill:var(--bad)}.axis{fill:var(--soft)}
.tick{fill:var(--fg)}.tick.t1{opacity:.7}.tick.t2{opacity:.45}
.stack .part{stroke:var(--bg);stroke-width:2;vector-effect:non-scaling-stroke}
.part.anon{fill:var(--anon)}.part.shmem{fill:var(--shmem)}.part.locked{fill:var(--locked)}.part.file{fill:var(--file)}.part.slab{fill:var(--slab)}.part.kernel{fill:var(--kernel)}.part.hugepages{fill:var(--hugepages)}.part.free{fill:var(--free)}.part.unaccounted{fill:var(--unaccounted)}
.finding{border-left:.25rem solid var(--info);padding:.1rem 0 .1rem 1rem;margin:1rem 0}
.finding p{margin:.35rem 0}.finding h3,.finding h4{margin:.15rem 0;font-size:1rem}.finding summary{cursor:pointer}.finding summary>*{display:inline}
.finding.critical{border-color:var(--bad)}.finding.warning{border-color:var(--warn)}
.tag{font-size:.75rem;font-weight:600;text-transform:uppercase;color:var(--info)}
.critical .tag{color:var(--bad)}.warning .tag{color:var(--warn)}
.evidence{list-style:none;margin:.5rem 0;padding:0}
.evidence code{white-space:pre-wrap}
.evidence li{background:var(--box);padding:.25rem .5rem;margin:.25rem 0;border-radius:.25rem}
.steps li{margin:.5rem 0}.steps p{margin:.15rem 0}
pre{background:var(--box);border:1px solid var(--line);border-radius:.25rem;padding:.5rem .75rem;margin:.35rem 0;overflow-x:auto}
.lines{border:1px solid var(--line);border-radius:.25rem;max-height:40rem;overflow:auto}
.line{display:grid;grid-template-columns:5rem 1fr;gap:.75rem}
.line code{white-space:pre-wrap}
.line{content-visibility:auto;contain-intrinsic-size:auto 1.3rem}
.line .no{color:var(--soft);text-align:right;user-select:none}
.line:target{background:var(--bad-box);outline:1px solid var(--bad)}
.gap{color:var(--soft);padding:.25rem 1rem;border-block:1px dashed var(--line)}
.none{color:var(--soft)}
footer{margin-top:3rem;color:var(--soft);border-top:1px solid var(--line);padding-top:.5rem}
@media(max-width:40rem){.facts div{grid-template-columns:1fr;gap:0}.facts div{margin-bottom:.4rem}.gauges{grid-template-columns:1fr;gap:.1rem}.line{grid-template-columns:3.2rem 1fr;gap:.4rem}.line code,.line .no{font-size:.75rem}.steps{padding-left:1.25rem}}
@media print{:root{color-scheme:light;--bg:#fff;--fg:#000;--soft:#444;--line:#999;--box:#f4f4f4;--link:#000;--bad:#b00020;--bad-box:#f3e0e0;--bar:#4a7fb5;--trough:#e3e8ee}body{max-width:none;padding:0;font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}.scroll,.tall,.lines,pre{overflow:visible;max-height:none}pre code{white-space:pre-wrap}.line{content-visibility:visible}.filter,.skip{display:none}tr,.finding,.gauge{break-inside:avoid}h2,h3{break-after:avoid}}`;
