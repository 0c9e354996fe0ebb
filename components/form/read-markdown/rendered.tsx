"use client";
import { Lexer, type Token, type Tokens } from "marked";
import { Fragment, useMemo, type ReactNode } from "react";
import { safeAddress } from "../safe-address.ts";

/** Longer texts are shown as they were typed: reading marks takes time that grows with them. */
const longest = 100_000;
/** Marks inside of marks; deeper ones are shown as typed. */
const deepest = 24;

/** Markdown, drawn as elements and never as HTML: tags in the text stay text, and addresses only open what is safe to open. */
export function Rendered({ text }: { readonly text: string }) {
  const tokens = useMemo(() => {
    if (text.length > longest) return undefined;
    try {
      return new Lexer({ gfm: true, breaks: true }).lex(text);
    } catch {
      return undefined;
    }
  }, [text]);
  return tokens === undefined ? <div className="whitespace-pre-wrap">{text}</div> : <div className="prose">{drawAll(tokens, 0)}</div>;
}

const drawAll = (tokens: readonly Token[] | undefined, depth: number): ReactNode =>
  (tokens ?? []).map((token, at) => <Fragment key={at}>{draw(token, depth + 1)}</Fragment>);

/** What the characters stand for; React escapes them again. */
const plain = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");

function draw(token: Token, depth: number): ReactNode {
  if (depth > deepest) return token.raw;
  const inside = () => drawAll("tokens" in token ? token.tokens : undefined, depth);
  switch (token.type) {
    case "space":
      return null;
    case "paragraph":
      return <p>{inside()}</p>;
    case "heading": {
      // a text within a page: its largest heading stands below the page's own
      const Tag = token["depth"] <= 1 ? "h3" : token["depth"] === 2 ? "h4" : "h5";
      return <Tag>{inside()}</Tag>;
    }
    case "strong":
      return <strong>{inside()}</strong>;
    case "em":
      return <em>{inside()}</em>;
    case "del":
      return <del>{inside()}</del>;
    case "codespan":
      return <code>{plain((token as Tokens.Codespan).text)}</code>;
    case "code":
      return (
        // it may be wider than the page: reachable by keyboard so that it can be scrolled
        <pre tabIndex={0}>
          <code>{(token as Tokens.Code).text}</code>
        </pre>
      );
    case "blockquote":
      return <blockquote>{inside()}</blockquote>;
    case "list": {
      const list = token as Tokens.List;
      const items = list.items.map((item, at) => (
        <li key={at} className={item.task ? "list-none" : undefined}>
          {item.task ? <input type="checkbox" checked={item.checked === true} readOnly disabled aria-label={item.text} /> : null}
          {drawAll(
            item.tokens.filter((each) => each.type !== "checkbox"),
            depth,
          )}
        </li>
      ));
      return list.ordered ? <ol start={list.start === "" ? 1 : list.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case "link": {
      const href = safeAddress((token as Tokens.Link).href);
      return href === undefined ? (
        inside()
      ) : (
        <a href={href} target="_blank" rel="noopener noreferrer nofollow">
          {inside()}
        </a>
      );
    }
    case "image": {
      // a picture of elsewhere would tell its host who reads this: only its name, as a link
      const image = token as Tokens.Image;
      const href = safeAddress(image.href);
      const name = image.text === "" ? image.href : image.text;
      return href === undefined ? (
        name
      ) : (
        <a href={href} target="_blank" rel="noopener noreferrer nofollow">
          {name}
        </a>
      );
    }
    case "table": {
      const table = token as Tokens.Table;
      return (
        <div className="overflow-x-auto" tabIndex={0} role="group">
          <table>
            <thead>
              <tr>
                {table.header.map((cell, at) => (
                  <th key={at} style={{ textAlign: cell.align ?? undefined }}>
                    {drawAll(cell.tokens, depth)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row, at) => (
                <tr key={at}>
                  {row.map((cell, place) => (
                    <td key={place} style={{ textAlign: cell.align ?? undefined }}>
                      {drawAll(cell.tokens, depth)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    }
    case "hr":
      return <hr />;
    case "br":
      return <br />;
    case "text":
      return "tokens" in token && token.tokens !== undefined ? inside() : plain((token as Tokens.Text).text);
    case "escape":
      return plain((token as Tokens.Escape).text);
    default:
      // HTML and what this does not know: as it was typed
      return token.raw;
  }
}
