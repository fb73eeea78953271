/** The page's style: light and dark by the reader's own setting, narrow screens, paper. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#59636e;--line:#d5dae0;--head:#f3f5f8;--accent:#0a58ca;
--read:#e3f0ff;--write:#fff0d6;--own:#e9e2fb;--more:#0a58ca}
@media (prefers-color-scheme:dark){:root{--paper:#12161b;--ink:#e6eaef;--soft:#9aa5b1;--line:#323a44;--head:#1b2129;
--accent:#7db4ff;--read:#16314f;--write:#46350f;--own:#352a57;--more:#7db4ff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;padding:1rem clamp(.75rem,2.5vw,2rem) 3rem;background:var(--paper);color:var(--ink);
font:1rem/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.35rem;margin:0 0 .25rem}h2,h2.code{font-size:1.15rem;margin:1.75rem 0 .5rem}h3{font-size:1rem;margin:1.25rem 0 .35rem}
p{margin:.25rem 0;max-width:75ch}.soft{color:var(--soft)}
code,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.9em}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:1px;border-radius:2px}
.filters{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.5rem .75rem;align-items:end;margin:1rem 0 .5rem}
.filters label{display:grid;gap:.15rem;font-size:.85rem;color:var(--soft);min-width:0}
.filters .wide{grid-column:span 2}
input,select,button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:.4rem;padding:.4rem .5rem;min-height:2.6rem;min-width:0;width:100%}
::placeholder{color:var(--soft);opacity:1}
.filters button{cursor:pointer;background:var(--head)}
.scroll{overflow:auto;max-height:85vh;border:1px solid var(--line);border-radius:.5rem}
table{border-collapse:separate;border-spacing:0;width:max-content;min-width:100%}
th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top;font-weight:400}
.matrix thead th{position:sticky;top:0;z-index:2;background:var(--head);font-weight:600;max-width:11rem;min-width:4rem;vertical-align:bottom;text-align:center}
.matrix tbody th,.matrix thead th:first-child{position:sticky;left:0;z-index:1;background:var(--paper);width:22rem;max-width:min(22rem,44vw);min-width:min(14rem,40vw)}
.matrix thead th:first-child{z-index:3;background:var(--head);text-align:left}
.matrix .section th,.matrix .section td{background:var(--head);font-weight:600}
.matrix td{padding:0;text-align:center}
.matrix td button{border:0;border-radius:0;background:none;cursor:pointer;min-height:2.2rem;height:100%;padding:.35rem .5rem;white-space:nowrap}
.matrix td.read{background:var(--read)}.matrix td.write{background:var(--write)}.matrix td.own{background:var(--own)}
.matrix td.blocked{background:repeating-linear-gradient(135deg,transparent 0 6px,var(--line) 6px 7px)}
.matrix td.dim{background:none}.matrix td.dim button{color:var(--soft)}
.matrix td:hover button,.matrix td button:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}
.none{color:var(--soft);display:inline-block;padding:.45rem}
.tag{display:inline-block;border:1px solid var(--line);border-radius:.3rem;padding:0 .3rem;font-size:.75rem;color:var(--soft);margin-left:.3rem}
summary{cursor:pointer}ul{margin:.25rem 0;padding-left:1.1rem}
.answer table{width:100%;table-layout:fixed}.answer th:first-child:nth-last-child(3){width:30%}.answer th:nth-child(2):nth-last-child(2){width:26%}.answer th[scope=col]{background:var(--head);font-weight:600}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:.9rem;margin:.75rem 0}
.swatch{display:inline-block;width:.9rem;height:.9rem;border:1px solid var(--line);vertical-align:-.1rem;margin-right:.3rem}
.swatch.read{background:var(--read)}.swatch.write{background:var(--write)}.swatch.own{background:var(--own)}
.swatch.blocked{background:repeating-linear-gradient(135deg,transparent 0 3px,var(--line) 3px 4px)}
dialog{border:1px solid var(--line);border-radius:.6rem;padding:1rem;max-width:min(40rem,calc(100vw - 2rem));width:100%;color:inherit;background:var(--paper)}
dialog::backdrop{background:rgb(0 0 0/.45)}
dialog dt{font-weight:600;margin-top:.5rem}dialog dd{margin:0 0 0 1rem}dialog button{width:auto;margin-top:1rem}
[hidden]{display:none!important}
.empty{padding:1rem}
@media (max-width:40rem){body{padding-inline:.6rem}.filters{grid-template-columns:1fr 1fr}.filters button{grid-column:1/-1}
.answer table,.answer tbody,.answer tr,.answer td{display:block;width:100%}.answer thead{display:none}
.answer tr{border-bottom:1px solid var(--line);padding:.4rem 0}.answer td{border:0;padding:.1rem .3rem}
.answer td::before{content:attr(data-column)": ";color:var(--soft)}
th,td{padding:.35rem .45rem}}
@media print{:root{--paper:#fff;--ink:#000;--soft:#333;--line:#999;--head:#eee;--read:#eef;--write:#fed;--own:#eed}
body{padding:0;font-size:9pt}.filters,.screen,dialog{display:none}.scroll{overflow:visible;max-height:none;border:0}
.matrix thead th,.matrix tbody th,.matrix thead th:first-child{position:static}table{width:100%}
.matrix thead th{min-width:0;padding:.2rem}.matrix thead th:not(:first-child){writing-mode:vertical-rl;max-width:none}
.matrix{table-layout:fixed}.matrix tbody th,.matrix thead th:first-child{width:22%;max-width:none;min-width:0}th,td,.matrix td button,.none{padding:.1rem .2rem}
thead{display:table-header-group}tr{break-inside:avoid}
.matrix td button{min-height:0;padding:0}.swatch,.matrix td{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
