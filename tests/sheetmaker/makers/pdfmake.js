// Prints a described sheet (JSON on stdin) with pdfmake: node pdfmake.js TARGET
"use strict";
const { HEADING_COLOUR, read, running, gap, afterItem, marked, dated } = require("./common.js");
const pdfmake = require("pdfmake");

const sheet = read();
const { layout, size, margin } = sheet;

function label(field) {
  return { text: field.label, bold: layout.bold, color: layout.label_colour || "black" };
}

function item(one) {
  const after = [0, 0, 0, afterItem(one)];
  if (layout.native_list) return { text: one.text };
  if (layout.bullet_apart && one.mark) return { stack: [one.mark, one.text] };
  if (layout.hanging) {
    return { columns: [{ text: one.mark, width: size }, { text: one.text }], margin: after };
  }
  return { text: marked(one, layout), margin: after, preserveLeadingSpaces: true };
}

function items(field) {
  const found = field.items.map(item);
  return layout.native_list ? [{ ul: found }] : found;
}

function paragraphs(field) {
  const between = layout.value_below && field.value ? "\n" : " ";
  const line = { text: [label(field), between + field.value] };
  if (!field.items.length) return [{ ...line, marginBottom: gap(sheet) }];
  return [line, { stack: items(field), marginBottom: gap(sheet) }];
}

function cell(field) {
  return field.items.length ? { stack: items(field) } : { text: field.value };
}

function table(fields) {
  const middle = { verticalAlignment: layout.vertical_align };
  const pairs = fields.map((field) => [
    { ...label(field), ...middle },
    { ...cell(field), ...middle },
  ]);
  const below = layout.value_below;
  const body = below ? pairs.flat().map((one) => [one]) : pairs;
  const head = layout.head_row && !below;
  if (head) body.unshift(sheet.head_row.map((text) => ({ text, bold: true })));
  const widths = below ? ["*"] : [`${layout.label_share}%`, "*"];
  const style = layout.borders ? { hLineColor: () => "#888888", vLineColor: () => "#888888" } : "noBorders";
  // Where it breaks a row that is middle aligned, it loses text.
  const dontBreakRows = layout.vertical_align === "middle";
  return { table: { widths, body, headerRows: head ? 1 : 0, dontBreakRows }, layout: style };
}

function section({ heading, fields }) {
  const title = { text: heading, bold: true, fontSize: size * 1.4, color: HEADING_COLOUR };
  const body = layout.table ? [table(fields)] : fields.flatMap(paragraphs);
  return [{ ...title, margin: [0, size * 0.8, 0, size * 0.4] }, ...body];
}

function letterhead() {
  const { state, motto, agency } = sheet.letterhead;
  const left = [
    { text: state.join("\n"), bold: true },
    { text: motto.join("\n"), italics: true, marginTop: size },
  ];
  const right = { text: agency.join("\n") };
  const after = [0, 0, 0, 2 * size];
  if (layout.letterhead === "two") {
    return [{ columns: [left, { ...right, alignment: "right" }], margin: after }];
  }
  return layout.letterhead ? [...left, { ...right, margin: [0, size, 0, 2 * size] }] : [];
}

function printed(sections, index) {
  const body = [...letterhead(), ...sections.flatMap(section)];
  const before = index ? { pageBreak: "before" } : {};
  if (layout.columns === 1) return { stack: body, ...before };
  const others = Array.from({ length: layout.columns - 1 }, () => ({ text: "" }));
  const columns = [{ stack: body }, ...others];
  return { columns, snakingColumns: true, columnGap: 1.5 * size, ...before };
}

function atEdge(pattern, top) {
  return (page, pages) => {
    const sides = ["left", "center", "right"];
    const parts = running(pattern, page, pages);
    const room = (margin - 8) / 2;
    return {
      columns: parts.map((text, at) => ({ text, alignment: sides[at], width: at === 1 ? "auto" : "*" })),
      fontSize: 8,
      margin: top ? [margin, room, margin, 0] : [margin, room - 4, margin, 0],
    };
  };
}

pdfmake.setFonts({
  Sheet: { normal: sheet.fonts.regular, bold: sheet.fonts.bold, italics: sheet.fonts.italic },
});
pdfmake.setLocalAccessPolicy(() => true);
const definition = {
  info: { title: "Fiche CRTE", creationDate: dated(sheet) },
  pageSize: sheet.page,
  pageMargins: margin,
  defaultStyle: {
    font: "Sheet",
    fontSize: size,
    lineHeight: 1.1,
    alignment: layout.justified ? "justify" : "left",
  },
  content: sheet.sheets.map(printed),
};
if (layout.running_head) definition.header = atEdge(layout.running_head, true);
if (layout.footer) definition.footer = atEdge(layout.footer, false);
pdfmake.createPdf(definition).write(process.argv[2]);
