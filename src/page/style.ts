/** What the page needs beyond the style of a report. */
export const PAGE_STYLE = `[hidden]{display:none!important}
.brand{display:flex;gap:.5rem;align-items:baseline;flex-wrap:wrap;margin:0 0 1rem}
.brand strong{font-size:1.1rem}.brand span{color:var(--soft)}
.lead{font-size:1.15rem;margin:.25rem 0 1rem}
.drop{border:2px dashed var(--line);border-radius:.5rem;padding:1.25rem;background:var(--box);display:grid;gap:1rem}
.drop>*{margin:0}.drop textarea+.row{margin-top:.5rem}
.over .drop{border-color:var(--link)}
.over body{outline:3px solid var(--link);outline-offset:-3px;min-height:100vh}
.row{display:flex;gap:.6rem;align-items:center;flex-wrap:wrap;margin:0}
.button{font:inherit;line-height:1.3;padding:.5rem .9rem;border:1px solid var(--soft);border-radius:.35rem;background:var(--bg);color:var(--fg);cursor:pointer;min-height:2.75rem;display:inline-flex;align-items:center}
.button:hover{border-color:var(--link)}
.button.first{background:var(--link);border-color:var(--link);color:var(--bg);font-weight:600}
.button:focus-visible,.button:focus-within,textarea:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.button input{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
textarea{width:100%;min-height:7rem;font:.875rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;padding:.5rem;border:1px solid var(--soft);border-radius:.35rem;background:var(--bg);color:var(--fg);resize:vertical}
.drop label.field{display:block;margin-bottom:.25rem}
.examples{list-style:none;margin:.5rem 0 0;padding:0;display:grid;gap:.6rem;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr))}
.examples button{width:100%;height:100%;text-align:left;display:block}
.examples span{display:block;color:var(--soft);font-size:.9rem;font-weight:400}
.small{color:var(--soft);font-size:.9rem}
.work{margin:1rem 0}
progress{width:100%;height:1rem;accent-color:var(--link)}
.inputs{margin:1rem 0;padding:0;list-style:none}
.inputs li{padding:.35rem .75rem;margin:.25rem 0;border-left:.25rem solid var(--line);background:var(--box)}
.inputs li.problem{border-color:var(--warn)}
.inputs .name{font-weight:600}
.bar-of-report{border-bottom:1px solid var(--line);padding-bottom:1rem;margin-bottom:1rem}
#result:focus{outline:none}
#result .event,#result .log{content-visibility:auto;contain-intrinsic-size:auto 60rem}
.message{border-left:.25rem solid var(--warn);background:var(--box);padding:.5rem .75rem}
@media(hover:none){.with-mouse{display:none}}
@media print{.brand,.bar-of-report,.inputs,#status{display:none}#result .event,#result .log{content-visibility:visible}}
@media(max-width:40rem){.drop{padding:.75rem}.drop .button,.bar-of-report .button{flex:1 1 auto;justify-content:center}}
`;
