// Prints a described sheet (JSON on stdin) with react-pdf: node reactpdf.js TARGET
"use strict";
const { HEADING_COLOUR, read, running, gap, afterItem, marked, dated } = require("./common.js");
const { createElement } = require("react");

const sheet = read();
const { layout, size, margin } = sheet;
const BORDER = layout.borders ? "0.5pt solid #888888" : undefined;

function draw({ Document, Font, Page, Text, View, renderToFile }) {
  const text = (style, ...children) => createElement(Text, { style }, ...children);
  const view = (style, ...children) => createElement(View, { style }, ...children);

  function useFont() {
    const { regular, bold, italic } = sheet.fonts;
    const fonts = [{ src: regular }, { src: bold, fontWeight: 700 }, { src: italic, fontStyle: "italic" }];
    Font.register({ family: "Sheet", fonts });
    // It cuts words with English hyphens, unless told not to.
    if (!layout.hyphens) Font.registerHyphenationCallback((word) => [word]);
  }

  const label = (field) =>
    text({ fontWeight: layout.bold ? 700 : 400, color: layout.label_colour || "black" }, field.label);

  function item(one) {
    const after = { marginBottom: afterItem(one) };
    if (layout.bullet_apart && one.mark) return view({}, text({}, one.mark), text({}, one.text));
    if (!layout.hanging) return text(after, marked(one, layout));
    return view({ ...after, flexDirection: "row" }, text({ width: size }, one.mark), text({ flex: 1 }, one.text));
  }

  function paragraphs(field) {
    const between = field.value ? (layout.value_below ? "\n" : " ") : "";
    const line = text({}, label(field), between, field.value);
    return view({ marginBottom: gap(sheet) }, line, ...field.items.map(item));
  }

  function cell(share, ...children) {
    const justifyContent = layout.vertical_align === "middle" ? "center" : "flex-start";
    const sides = { borderRight: BORDER, borderBottom: BORDER, padding: "3pt 6pt" };
    return view({ width: `${share}%`, justifyContent, ...sides }, ...children);
  }

  function row(field) {
    const content = field.items.length ? field.items.map(item) : [text({}, field.value)];
    if (layout.value_below) return view({}, cell(100, label(field)), cell(100, ...content));
    const share = layout.label_share;
    const cells = [cell(share, label(field)), cell(100 - share, ...content)];
    const wrap = field.items.length > 3; // only a long row breaks over pages
    return createElement(View, { wrap, style: { flexDirection: "row" } }, ...cells);
  }

  function headRow() {
    const [left, right] = sheet.head_row.map((one) => text({ fontWeight: 700 }, one));
    const cells = [cell(layout.label_share, left), cell(100 - layout.label_share, right)];
    return createElement(View, { fixed: true, style: { flexDirection: "row" } }, ...cells);
  }

  function table(fields) {
    const head = layout.head_row && !layout.value_below ? [headRow()] : [];
    return view({ borderLeft: BORDER, borderTop: BORDER }, ...head, ...fields.map(row));
  }

  function section({ heading, fields }) {
    const style = { fontWeight: 700, fontSize: size * 1.4, color: HEADING_COLOUR };
    const around = { marginTop: size * 0.8, marginBottom: size * 0.4 };
    const title = createElement(Text, { style: { ...style, ...around }, minPresenceAhead: 3 * size }, heading);
    return [title, ...(layout.table ? [table(fields)] : fields.map(paragraphs))];
  }

  function letterhead() {
    const { state, motto, agency } = sheet.letterhead;
    const right = { textAlign: layout.letterhead === "two" ? "right" : "left" };
    const left = view(
      {},
      text({ fontWeight: 700 }, state.join("\n")),
      text({ fontStyle: "italic", marginTop: size }, motto.join("\n")),
    );
    const two = { flexDirection: "row", justifyContent: "space-between" };
    const style = layout.letterhead === "two" ? two : { flexDirection: "column", gap: size };
    return view({ ...style, marginBottom: 2 * size }, left, text(right, agency.join("\n")));
  }

  function runningTexts(pattern, place) {
    const part = (index) => (pages) => running(pattern, pages.pageNumber, pages.totalPages)[index];
    const parts = ["left", "center", "right"].map((textAlign, index) => {
      const style = { textAlign, flexGrow: index === 1 ? 0 : 1, flexBasis: index === 1 ? "auto" : 0 };
      return createElement(Text, { style, render: part(index) });
    });
    const style = { position: "absolute", left: margin, right: margin, flexDirection: "row", fontSize: 8 };
    return createElement(View, { fixed: true, style: { ...style, ...place } }, ...parts);
  }

  function page(sections) {
    const edge = margin / 2 - 4;
    const style = { fontFamily: "Sheet", fontSize: size, lineHeight: 1.3, padding: margin };
    if (layout.justified) style.textAlign = "justify";
    const size_ = [sheet.page.width, sheet.page.height];
    return createElement(
      Page,
      { size: size_, style },
      layout.running_head ? runningTexts(layout.running_head, { top: edge }) : null,
      layout.letterhead ? letterhead() : null,
      ...sections.flatMap(section),
      layout.footer ? runningTexts(layout.footer, { bottom: edge }) : null,
    );
  }

  useFont();
  const about = { title: "Fiche CRTE", creationDate: dated(sheet) };
  return renderToFile(createElement(Document, about, ...sheet.sheets.map(page)), process.argv[2]);
}

// An ES module, which is not looked for in NODE_PATH: so by its file.
import(require.resolve("@react-pdf/renderer")).then(draw);
