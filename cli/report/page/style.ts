/**
 * What the page of an audit adds to the common style. The findings are blocks and no list items: a browser numbers the
 * items of a list anew for each one that goes, which for ten thousand takes ten seconds.
 */
export const FINDINGS_STYLE = `
:root{--critical:#8e1020;--high:#b4400a;--medium:#7a5a00;--low:#2c5f8a;--info:#59636e;--good:#1b6b36}
@media screen and (prefers-color-scheme:dark){:root{--critical:#ff8a95;--high:#ffa36b;--medium:#e8c45a;--low:#8fc1ee;--info:#9aa5b1;--good:#7fd79a}}
.tiles{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0}
.tiles div{border:1px solid var(--line);border-radius:.5rem;padding:.4rem .8rem;min-width:5.5rem;background:var(--head)}
.tiles dt{font-size:.8rem;color:var(--soft)}.tiles dd{margin:0;font-size:1.5rem;font-weight:600}
.tiles small{font-size:.8rem;font-weight:400;color:var(--soft)}.tiles .zero dd{color:var(--soft);font-weight:400}
.tiles .critical:not(.zero) dd{color:var(--critical)}.tiles .high:not(.zero) dd{color:var(--high)}.tiles .medium:not(.zero) dd{color:var(--medium)}
.severity{display:inline-block;min-width:4.2rem;text-align:center;border:1px solid currentColor;border-radius:.3rem;padding:0 .35rem;font-size:.8rem;font-weight:600}
.severity.critical{color:var(--critical)}.severity.high{color:var(--high)}.severity.medium{color:var(--medium)}.severity.low{color:var(--low)}.severity.info{color:var(--info)}
.good{color:var(--good);font-weight:600}
pre{margin:.3rem 0;padding:.5rem .7rem;background:var(--head);border:1px solid var(--line);border-radius:.4rem;white-space:pre-wrap;overflow-wrap:anywhere;
font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.85em}
.first{padding-left:1.4rem}.first li{margin:0 0 1rem}
.rule{border:1px solid var(--line);border-radius:.5rem;margin:.6rem 0;padding:.5rem .8rem}
.rule>summary{font-weight:600;padding:.3rem 0}.rule ul{list-style:none;padding:0;margin:.4rem 0 0}
.rule li{display:block;border-top:1px solid var(--line);padding:.5rem 0;content-visibility:auto;contain-intrinsic-size:auto 6.5rem}
.key{color:var(--soft);font-size:.8rem}.links{font-size:.85rem}.code-of{margin:.3rem 0}
.reach{border-bottom:1px solid var(--line);padding:.35rem 0}.reach>summary{overflow-wrap:anywhere}
.list>summary h2{display:inline-block;margin:1rem 0 .25rem}
@media print{.rule,.first li{break-inside:auto}.rule li{break-inside:avoid;content-visibility:visible}.tiles div{padding:.2rem .4rem;min-width:0}pre{font-size:.8em}}
`;
