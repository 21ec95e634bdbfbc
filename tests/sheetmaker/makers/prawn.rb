# Prints a described sheet (JSON on stdin) with Prawn: ruby prawn.rb TARGET
require "json"
require "prawn"
require "prawn/table"

HEADING_COLOUR = "000091"
Prawn::Fonts::AFM.hide_m17n_warning = true

# One file of sheets.
class Sheets
  def initialize(described)
    @described = described
    @layout = described["layout"]
    @size = described["size"]
    @gap = @layout["blank_lines"] ? @size * 0.6 : 0
    @align = @layout["justified"] ? :justify : :left
    @pdf = document
  end

  def document
    page = @described["page"]
    info = { Title: "Fiche CRTE", CreationDate: Time.at(@described["epoch"]).utc }
    pdf = Prawn::Document.new(
      page_size: [page["width"], page["height"]], margin: @described["margin"], info: info
    )
    fonts = @described["fonts"]
    files = { normal: fonts["regular"], bold: fonts["bold"], italic: fonts["italic"] }
    pdf.font_families.update("Sheet" => files)
    pdf.font("Sheet", size: @size)
    pdf.default_leading(@size * 0.15)
    pdf
  end

  def save(target)
    @described["sheets"].each_with_index do |sections, index|
      @pdf.start_new_page if index.positive?
      letterhead
      in_columns { sections.each { |one| section(one) } }
    end
    running(@layout["running_head"], @pdf.bounds.top + @described["margin"] / 2 + 4)
    running(@layout["footer"], 4 - @described["margin"] / 2)
    @pdf.render_file(target)
  end

  def in_columns(&block)
    return yield if @layout["columns"] == 1

    options = { columns: @layout["columns"], width: @pdf.bounds.width, spacer: 1.5 * @size }
    @pdf.column_box([0, @pdf.cursor], **options, &block)
  end

  def letterhead
    return if @layout["letterhead"].empty?

    state, motto, agency = @described["letterhead"].values_at("state", "motto", "agency")
    two = @layout["letterhead"] == "two"
    @pdf.float { @pdf.text(agency.join("\n"), align: :right) } if two
    @pdf.text(state.join("\n"), style: :bold)
    @pdf.move_down(@size)
    @pdf.text(motto.join("\n"), style: :italic)
    @pdf.move_down(@size)
    @pdf.text(agency.join("\n")) unless two
    @pdf.move_down(2 * @size)
  end

  def section(one)
    @pdf.move_down(@size * 0.8)
    title = { text: one["heading"], styles: [:bold], size: @size * 1.4, color: HEADING_COLOUR }
    room(4 * @size)
    @pdf.formatted_text([title])
    @pdf.move_down(@size * 0.4)
    @layout["table"] ? table(one["fields"]) : one["fields"].each { |field| paragraphs(field) }
  end

  # Goes to the next page or column where less than this height is left.
  def room(height)
    @pdf.bounds.move_past_bottom if @pdf.y - @described["margin"] < height
  end

  def paragraphs(field)
    label = { text: field["label"], styles: @layout["bold"] ? [:bold] : [] }
    label[:color] = label_colour unless @layout["label_colour"].empty?
    between = @layout["value_below"] ? "\n" : " "
    runs = field["value"].empty? ? [label] : [label, { text: between + field["value"] }]
    @pdf.formatted_text(runs, align: @align)
    field["items"].each { |one| item(one) }
    @pdf.move_down(@gap)
  end

  def item(one)
    mark, text = one.values_at("mark", "text")
    if @layout["bullet_apart"] && !mark.empty?
      @pdf.text("#{mark}\n#{text}", align: @align)
    elsif @layout["hanging"]
      room(1.3 * @size)
      @pdf.float { @pdf.text(mark) } unless mark.empty?
      @pdf.indent(@size) { @pdf.text(text, align: @align) }
    else
      @pdf.text(marked(one), align: @align)
    end
    @pdf.move_down(4) if mark.empty?
  end

  def marked(item)
    item["mark"].empty? ? item["text"] : item["mark"] + @layout["after_bullet"] + item["text"]
  end

  def label_colour
    @layout["label_colour"].delete("#")
  end

  def table(fields)
    below = @layout["value_below"]
    pairs = fields.flat_map { |field| rows(field) }
    pairs = pairs.flatten(1).map { |cell| [cell] } if below
    head = @layout["head_row"] && !below
    titles = @described["head_row"].map { |text| { content: text, font_style: :bold } }
    pairs.unshift(titles) if head
    share = @pdf.bounds.width * @layout["label_share"] / 100
    widths = below ? [@pdf.bounds.width] : [share, @pdf.bounds.width - share]
    @pdf.table(pairs, header: head, column_widths: widths, cell_style: cell_style)
  end

  def cell_style
    valign = @layout["vertical_align"] == "middle" ? :center : :top
    borders = @layout["borders"] ? %i[top bottom left right] : []
    { valign: valign, borders: borders, border_color: "888888", border_width: 0.5, padding: [3, 6] }
  end

  # A row; several where its items are higher than a page, as rows don't break.
  def rows(field)
    label = { content: field["label"], font_style: @layout["bold"] ? :bold : :normal }
    label[:text_color] = label_colour unless @layout["label_colour"].empty?
    return [[label, field["value"]]] if field["items"].empty?

    parts = field["items"].each_with_object([[]]) do |item, found|
      found << [] if too_high?(found.last + [marked(item)]) && found.last.any?
      found.last << marked(item)
    end
    parts.each_with_index.map { |part, index| [index.zero? ? label : "", part.join("\n")] }
  end

  def too_high?(lines)
    share = @layout["value_below"] ? 0 : @layout["label_share"]
    width = @pdf.bounds.width * (100 - share) / 100 - 12
    @pdf.height_of(lines.join("\n"), width: width) > @pdf.bounds.height - 4 * @size
  end

  def running(pattern, height)
    return if pattern.empty?

    filled = pattern.gsub("{pages}", "<total>").gsub("{page}", "<page>")
    parts = filled.include?("|") ? filled.split("|") : ["", filled, ""]
    %i[left center right].zip(parts) do |side, part|
      options = { at: [0, height], width: @pdf.bounds.width, align: side, size: 8 }
      @pdf.number_pages(part.strip, options) unless part.to_s.strip.empty?
    end
  end
end

Sheets.new(JSON.parse($stdin.set_encoding("UTF-8").read)).save(ARGV.fetch(0))
