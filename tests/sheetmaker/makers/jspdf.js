// Prints a described sheet (JSON on stdin) with jsPDF and its AutoTable: node jspdf.js TARGET
"use strict";
const fs = require("fs");
const { HEADING_COLOUR, read, running, gap, afterItem, marked, dated } = require("./common.js");
const { jsPDF } = require("jspdf");
const { autoTable } = require("jspdf-autotable");

const sheet = read();
const { layout, size, margin, page } = sheet;
const gutter = 1.5 * size;
const width = (page.width - 2 * margin - (layout.columns - 1) * gutter) / layout.columns;
const doc = new jsPDF({
  unit: "pt",
  format: [page.width, page.height],
  orientation: page.width > page.height ? "landscape" : "portrait",
});
const at = { page: 1, column: 0, y: margin };
const pieces = []; // the texts to draw, in reading order

function useFonts() {
  for (const [key, style] of [["regular", "normal"], ["bold", "bold"], ["italic", "italic"]]) {
    doc.addFileToVFS(`${key}.ttf`, fs.readFileSync(sheet.fonts[key]).toString("base64"));
    doc.addFont(`${key}.ttf`, "Sheet", style);
  }
  doc.setCreationDate(dated(sheet));
  doc.setFileId("0".repeat(32));
  doc.setProperties({ title: "Fiche CRTE" });
}

function measured(text, style) {
  doc.setFont("Sheet", style.bold ? "bold" : style.italic ? "italic" : "normal");
  doc.setFontSize(style.size || size);
  return doc.getTextWidth(text);
}

function newPage() {
  doc.addPage();
  Object.assign(at, { page: doc.getNumberOfPages(), column: 0, y: margin });
}

function room(height) {
  if (at.y + height <= page.height - margin) return;
  if (at.column + 1 < layout.columns) Object.assign(at, { column: at.column + 1, y: margin });
  else newPage();
}

// The words of runs of one style each, cut into lines of a width.
function wrapped(runs, most) {
  const lines = [[]];
  let used = 0;
  for (const { text, ...style } of runs) {
    for (const word of text.split(/(?<=[ \n])/)) {
      const wide = measured(word.trimEnd(), style);
      if (used + wide > most && used) [used] = [0, lines.push([])];
      lines.at(-1).push({ text: word, x: used, style });
      used = word.endsWith("\n") ? [0, lines.push([])][0] : used + measured(word, style);
    }
  }
  return lines;
}

// Spreads the words of a line over a width.
function justify(line, most) {
  const end = line.at(-1);
  const free = most - end.x - measured(end.text.trimEnd(), end.style);
  line.forEach((word, index) => (word.x += (free * index) / Math.max(line.length - 1, 1)));
}

// Joins the words of a line that follow each other in one style.
function joined(line) {
  const found = [];
  for (const word of line) {
    const last = found.at(-1);
    if (last && last.style.bold === word.style.bold && last.style.label === word.style.label)
      last.text += word.text;
    else found.push({ ...word });
  }
  return found;
}

function paragraph(runs, { indent = 0, right = false } = {}) {
  const most = width - indent;
  const leading = (runs[0].size || size) * 1.3;
  const lines = wrapped(runs, most);
  lines.forEach((line, index) => {
    room(leading);
    const spread = layout.justified && index + 1 < lines.length;
    if (spread) justify(line, most);
    const start = margin + at.column * (width + gutter) + indent;
    const words = spread ? line : joined(line);
    const shift = right ? most - measured(line.map((word) => word.text).join(""), line[0].style) : 0;
    const place = { page: at.page, y: at.y + leading * 0.75, line: pieces.length };
    for (const word of words) pieces.push({ ...word, ...place, x: start + shift + word.x });
    at.y += leading;
  });
}

function item(one) {
  if (layout.bullet_apart && one.mark) {
    paragraph([{ text: one.mark }]);
    paragraph([{ text: one.text }]);
  } else if (layout.hanging) {
    room(size * 1.3);
    if (one.mark) paragraph([{ text: one.mark }]), (at.y -= size * 1.3);
    paragraph([{ text: one.text }], { indent: size });
  } else paragraph([{ text: marked(one, layout) }]);
  at.y += afterItem(one);
}

function label(field) {
  return { text: field.label, bold: layout.bold, colour: layout.label_colour, label: true };
}

function paragraphs(field) {
  const runs = [label(field)];
  if (field.value) {
    runs[0].text += layout.value_below ? "\n" : " ";
    runs.push({ text: field.value });
  }
  paragraph(runs);
  field.items.forEach(item);
  at.y += gap(sheet);
}

function table(fields) {
  const style = { fontStyle: layout.bold ? "bold" : "normal", textColor: layout.label_colour || 0 };
  const pairs = fields.map((field) => [
    { content: field.label, styles: style },
    field.items.length ? field.items.map((one) => marked(one, layout)).join("\n") : field.value,
  ]);
  const share = (width * layout.label_share) / 100;
  const below = layout.value_below;
  autoTable(doc, {
    startY: at.y,
    margin,
    theme: layout.borders ? "grid" : "plain",
    head: layout.head_row && !below ? [sheet.head_row] : [],
    body: below ? pairs.flat().map((one) => [one]) : pairs,
    styles: { font: "Sheet", fontSize: size, valign: layout.vertical_align, textColor: 0 },
    columnStyles: below ? {} : { 0: { cellWidth: share } },
  });
  Object.assign(at, { page: doc.getNumberOfPages(), y: doc.lastAutoTable.finalY });
}

function section({ heading, fields }) {
  at.y += size * 0.8;
  room(size * 4);
  paragraph([{ text: heading, bold: true, size: size * 1.4, colour: HEADING_COLOUR }]);
  at.y += size * 0.4;
  if (layout.table) table(fields);
  else fields.forEach(paragraphs);
}

function letterhead() {
  const { state, motto, agency } = sheet.letterhead;
  const top = at.y;
  state.forEach((text) => paragraph([{ text, bold: true }]));
  at.y += size;
  motto.forEach((text) => paragraph([{ text, italic: true }]));
  const below = at.y;
  at.y = layout.letterhead === "two" ? top : below + size;
  agency.forEach((text) => paragraph([{ text }], { right: layout.letterhead === "two" }));
  at.y = Math.max(below, at.y) + 2 * size;
}

function ordered() {
  if (layout.order === "labels first")
    return [...pieces].sort((one, other) => !!other.style.label - !!one.style.label);
  if (layout.order === "backwards") return [...pieces].sort((one, other) => other.line - one.line);
  return pieces;
}

function show({ page: number, x, y, text, style }) {
  doc.setPage(number);
  measured("", style);
  doc.setTextColor(style.colour || "#000000");
  const shown = text.trimEnd();
  if (layout.order !== "letters") return doc.text(shown, x, y);
  return [...shown].forEach((letter, index) => {
    doc.text(letter, x + measured(shown.slice(0, index), style), y);
  });
}

function runningTexts(pattern, y) {
  doc.setFont("Sheet", "normal");
  doc.setFontSize(8);
  doc.setTextColor("#000000");
  const pages = doc.getNumberOfPages();
  for (let number = 1; number <= pages; number++) {
    doc.setPage(number);
    const [left, centre, right] = running(pattern, number, pages);
    if (left) doc.text(left, margin, y);
    if (centre) doc.text(centre, page.width / 2, y, { align: "center" });
    if (right) doc.text(right, page.width - margin, y, { align: "right" });
  }
}

useFonts();
sheet.sheets.forEach((sections, index) => {
  if (index) newPage();
  if (layout.letterhead) letterhead();
  sections.forEach(section);
});
ordered().forEach(show);
runningTexts(layout.running_head, margin / 2 + 3);
runningTexts(layout.footer, page.height - margin / 2 + 3);
fs.writeFileSync(process.argv[2], Buffer.from(doc.output("arraybuffer")));
