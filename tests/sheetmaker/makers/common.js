// What the scripts for Node share: reading a sheet, and its running heads and feet.
"use strict";
const fs = require("fs");

exports.HEADING_COLOUR = "#000091";

exports.read = () => JSON.parse(fs.readFileSync(0, "utf8"));

// The left, centre and right parts of a running head or foot.
exports.running = (pattern, page, pages) => {
  const filled = pattern.replaceAll("{pages}", pages).replaceAll("{page}", page);
  return filled.includes("|") ? filled.split("|").map((part) => part.trim()) : ["", filled, ""];
};

// The space after a field, in points.
exports.gap = (sheet) => (sheet.layout.blank_lines ? sheet.size * 0.6 : 0);

// The space after an item: where nothing marks the next one, it tells where an item ends.
exports.afterItem = (item) => (item.mark ? 0 : 4);

// An item's text with what stands before it on the same line.
exports.marked = (item, layout) => (item.mark ? item.mark + layout.after_bullet : "") + item.text;

exports.dated = (sheet) => new Date(sheet.epoch * 1000);
