// @vitest-environment jsdom
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainText, richText } from "./rich-text.ts";

const allowed = new Set("p br strong em u s a ul ol li h2 h3 h4 blockquote code pre".split(" "));

/** What a browser finds in it that must not be there. */
function foreign(html: string): string[] {
  const document = new DOMParser().parseFromString(`<body>${html}</body>`, "text/html");
  return [...document.body.querySelectorAll("*")].flatMap((element) => {
    const name = element.localName;
    const attributes = [...element.attributes]
      .filter((each) => name !== "a" || each.name !== "href")
      .map((each) => `${name}[${each.name}]`);
    const href = element.getAttribute("href");
    const address = href === null || /^(https?:|mailto:|tel:)/i.test(href) ? [] : [`href ${href}`];
    return [...(allowed.has(name) ? [] : [name]), ...attributes, ...address];
  });
}

const hostile = [
  `<script>alert(1)</script>`,
  `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`,
  `<scr<script>ipt>alert(1)</scr</script>ipt>`,
  `<svg onload=alert(1)>`,
  `<svg><script>alert(1)</script></svg>`,
  `<svg><style><img src=x onerror=alert(1)></style></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
  `<img src=x onerror=alert(1)>`,
  `<img """><script>alert(1)</script>">`,
  `<p onclick="alert(1)" style="background:url(javascript:alert(1))">x</p>`,
  `<a href="javascript:alert(1)">x</a>`,
  `<a href="jav\tascript:alert(1)">x</a>`,
  `<a href="jav\nascript:alert(1)">x</a>`,
  `<a href=" &#14; javascript:alert(1)">x</a>`,
  `<a href="&#106;&#97;vascript:alert(1)">x</a>`,
  `<a href="&#x6A&#x61&#x76&#x61script:alert(1)">x</a>`,
  `<a href="java&Tab;script:alert(1)">x</a>`,
  `<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>`,
  `<a href="vbscript:msgbox(1)">x</a>`,
  `<a href="//evil.example">x</a>`,
  `<a href='https://x" onmouseover="alert(1)'>x</a>`,
  `<a href=https://x onmouseover=alert(1)>x</a>`,
  `<a href="http://ok.example" href="javascript:alert(1)">x</a>`,
  `<a href="javascript:alert(1)" href="http://ok.example">x</a>`,
  `<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
  `<iframe src=javascript:alert(1)>`,
  `<object data="x"></object><embed src=x>`,
  `<style>@import 'x'; body{background:red}</style>`,
  `<form action=x><input name=y><button formaction=javascript:alert(1)>`,
  `<template><script>alert(1)</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
  `<textarea><img src=x onerror=alert(1)></textarea>`,
  `<title><a id="</title><img src=x onerror=alert(1)>"></title>`,
  `<!--><img src=x onerror=alert(1)>-->`,
  `<!-- --!><img src=x onerror=alert(1)> -->`,
  `<![CDATA[<img src=x onerror=alert(1)>]]>`,
  `<?xml <img src=x onerror=alert(1)> ?>`,
  `<p/onclick=alert(1)>x`,
  `<p\u0000onclick=alert(1)>x`,
  `&lt;script&gt;alert(1)&lt;/script&gt;`,
  `<<b>script>alert(1)</b>`,
  `<a href="https://x"><a href="https://y">z`,
  `<base href="javascript:/"><link rel=stylesheet href=x><meta http-equiv=refresh content="0;url=javascript:alert(1)">`,
  `<body onload=alert(1)><html><head>`,
  `<b><p><i></b></p></i>`,
  `<xmp><img src=x onerror=alert(1)></xmp>`,
  `<select><style></select><img src=x onerror=alert(1)></style>`,
  `<a href="https://x/&quot;onfocus=alert(1) autofocus">x</a>`,
];

describe("rich text", () => {
  it.each(hostile)("%s", (html) => {
    const clean = richText(html);
    expect(foreign(clean)).toEqual([]);
    expect(richText(clean)).toBe(clean);
  });

  it("whatever is put together from such pieces", () => {
    const pieces = hostile.flatMap((each) => each.split(/(?=[<>"'= ])/));
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })), { maxLength: 14 }), (parts) => {
        const clean = richText(parts.join(""));
        expect(foreign(clean)).toEqual([]);
        expect(richText(clean)).toBe(clean);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it("keeps what people write", () => {
    const page =
      '<h2>Title</h2><p>a <strong>b</strong> <em>c</em> <u>d</u> <s>e</s><br><a href="https://x.example/?a=1&amp;b=2">link</a></p>' +
      "<ul><li>one<ol><li>two</li></ol></li></ul><blockquote><p>said</p></blockquote><pre>x &lt; y</pre>";
    expect(richText(page)).toBe(page);
    expect(richText("<div>a</div><h1>b</h1><b>c</b>")).toBe("<p>a</p><h2>b</h2><strong>c</strong>");
    expect(richText("<p>a<p>b")).toBe("<p>a</p><p>b</p>");
    expect(plainText(richText("<p>a&nbsp;&amp; b</p><ul><li>c</li></ul>"))).toBe("a\u00a0& b\nc");
  });

  it("reads once: a long text of openings costs what its length costs", () => {
    const bounded = ["<a ", "<!--", "<svg>", "<a href='", "<p>", "&#", "</x"].map((each) => richText(each.repeat(60_000)).length);
    expect(Math.max(...bounded)).toBeLessThan(10_000_000);
  }, 10_000);
});
