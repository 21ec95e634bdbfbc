<?php
// Prints sheets with TCPDF, a paragraph or table at a time: php tcpdf.php SHEETS.json TARGET.pdf

require_once 'tcpdf/autoload.php';

const SMALL = 8; // points, of a running head
const DAY = 1700000000;
const BLUE = [0, 0, 145];

class Sheets extends TCPDF
{
    public array $told;
    public string $face;

    public function __construct(array $told, string $folder)
    {
        ['width' => $width, 'height' => $height] = $told['page'];
        parent::__construct($width > $height ? 'L' : 'P', 'pt', [$width, $height]);
        $this->told = $told;
        $this->file_id = md5('fiche');
        $this->setDocCreationTimestamp(DAY);
        $this->setDocModificationTimestamp(DAY);
        $this->setTitle('Fiche CRTE');
        $margin = $told['margin'];
        $this->setMargins($margin, $margin, $margin, true);
        $this->setAutoPageBreak(true, $margin);
        $this->addFaces($folder);
        $this->setFont($this->face, '', $told['size']);
        $none = array_fill(0, 2, ['h' => 0, 'n' => 0]); // before a tag and behind it
        $this->setHtmlVSpace(['p' => $none, 'ul' => $none, 'table' => $none]);
    }

    private function addFaces(string $folder): void
    {
        $path = $this->told['fonts'] . '/' . str_replace(' ', '', $this->told['layout']['font']);
        $this->face = strtolower(basename($path));
        foreach (['' => 'Regular', 'B' => 'Bold', 'I' => 'Italic'] as $style => $name) {
            $ttf = "$path-$name.ttf";
            $file = TCPDF_FONTS::addTTFfont($ttf, 'TrueTypeUnicode', '', 32, "$folder/");
            $this->AddFont($this->face, $style, "$folder/$file.php");
        }
    }

    public function Error($msg): void
    {
        throw new RuntimeException($msg); // its own ends as if all were well
    }

    public function Header(): void
    {
        $height = $this->told['margin'] / 2 - SMALL / 2;
        $this->runAlong($this->told['layout']['running_head'], $height);
    }

    public function Footer(): void
    {
        $height = $this->told['page']['height'] - $this->told['margin'] / 2 - SMALL / 2;
        $this->runAlong($this->told['layout']['footer'], $height);
    }

    // What stands left, centre and right of one line on each page.
    private function runAlong(string $pattern, float $height): void
    {
        $parts = strpos($pattern, '|') === false ? ['', $pattern, ''] : explode('|', $pattern);
        $this->setFont($this->face, '', SMALL);
        foreach ($parts as $place => $part) {
            $pages = ['{pages}' => trim($this->getAliasNbPages()), '{page}' => $this->PageNo()];
            $this->setXY($this->told['margin'], $height);
            $this->Cell(0, SMALL, strtr(trim($part), $pages), 0, 0, 'LCR'[$place]);
        }
    }

    public function sheet(array $sections): void
    {
        $this->AddPage();
        $columns = $this->told['layout']['columns'];
        if ($columns > 1) {
            $room = $this->getPageWidth() - 2 * $this->told['margin'];
            $this->setEqualColumns($columns, $room / $columns - 2 * $this->told['size']);
        }
        $this->letterhead();
        foreach ($sections as $section) {
            $this->heading($section['heading']);
            if ($this->told['layout']['table']) {
                $this->paragraph($this->table($section['fields']));
            } else {
                array_map([$this, 'field'], $section['fields']);
            }
        }
    }

    private function letterhead(): void
    {
        ['state' => $state, 'motto' => $motto, 'agency' => $agency] = $this->told['letterhead'];
        [$state, $motto] = [implode('<br>', $state), implode('<br>', $motto)];
        $left = "<b>$state</b><br><br><i>$motto</i>";
        $right = implode('<br>', $agency);
        $both = [
            '' => '',
            'one' => "$left<br><br>$right",
            'two' => "<table><tr><td>$left</td><td align=\"right\">$right</td></tr></table>",
        ];
        $this->paragraph($both[$this->told['layout']['letterhead']]);
    }

    private function heading(string $text): void
    {
        $size = $this->told['size'];
        $this->checkPageBreak(6 * $size); // no heading is the last line of a page
        $this->Ln($size);
        $this->setFont($this->face, 'B', 1.4 * $size);
        $this->setTextColorArray(BLUE);
        $this->MultiCell(0, 0, $text, 0, 'L');
        $this->setTextColor(0);
        $this->setFont($this->face, '', $size);
        $this->Ln($size / 2);
    }

    private function paragraph(string $html): void
    {
        $align = $this->told['layout']['justified'] ? 'J' : 'L';
        if ($html !== '') {
            $this->writeHTML($html, true, false, true, false, $align);
        }
    }

    private function field(array $field): void
    {
        $below = $this->told['layout']['value_below'] && $field['value'] !== '';
        $value = $this->escaped($field['value']);
        $this->paragraph($this->label($field) . ($below ? '<br>' : ' ') . $value);
        if ($this->told['layout']['native_list'] && $field['items']) {
            $this->paragraph($this->drawn($field['items']));
        } else {
            array_map([$this, 'item'], $field['items']);
        }
        $this->Ln($this->told['layout']['blank_lines'] ? $this->told['size'] * 0.6 : 0);
    }

    private function item(array $item): void
    {
        if (!$this->told['layout']['hanging'] || $item['mark'] === '') {
            array_map([$this, 'paragraph'], $this->lines($item));
            $this->Ln($item['mark'] === '' ? $this->told['size'] / 2 : 0);
            return;
        }
        $margin = $this->getMargins()['left'];
        $this->Cell(1.5 * $this->told['size'], 0, $item['mark']);
        $this->setLeftMargin($margin + 1.5 * $this->told['size']);
        $this->paragraph($this->escaped($item['text']));
        $this->setLeftMargin($margin);
        $this->setX($margin);
    }

    // An item after its mark, or below it.
    private function lines(array $item): array
    {
        ['mark' => $mark, 'text' => $text] = array_map([$this, 'escaped'], $item);
        if ($mark !== '' && $this->told['layout']['bullet_apart']) {
            return [$mark, $text];
        }
        return [$mark === '' ? $text : $mark . $this->told['layout']['after_bullet'] . $text];
    }

    private function drawn(array $items): string
    {
        $texts = array_map(fn ($item) => '<li>' . $this->escaped($item['text']) . '</li>', $items);
        return '<ul>' . implode('', $texts) . '</ul>';
    }

    private function table(array $fields): string
    {
        $rows = '';
        if ($this->told['layout']['head_row']) {
            [$label, $value] = $this->told['head_row'];
            $rows = '<thead>' . $this->row("<b>$label</b>", "<b>$value</b>") . '</thead>';
        }
        foreach ($fields as $field) {
            $rows .= $this->row($this->label($field), $this->answer($field));
        }
        $border = $this->told['layout']['borders'] ? 1 : 0;
        return "<table border=\"$border\" cellpadding=\"4\">$rows</table>";
    }

    // What stands beside a label: a value, or items.
    private function answer(array $field): string
    {
        if ($this->told['layout']['native_list'] && $field['items']) {
            return $this->drawn($field['items']);
        }
        $lines = array_merge(...array_map([$this, 'lines'], $field['items']));
        return implode('<br>', $lines) . $this->escaped($field['value']);
    }

    private function row(string $label, string $value): string
    {
        if ($this->told['layout']['value_below']) {
            return "<tr><td>$label</td></tr><tr><td>$value</td></tr>";
        }
        $share = $this->told['layout']['label_share'];
        $rest = 100 - $share;
        return "<tr><td width=\"$share%\">$label</td><td width=\"$rest%\">$value</td></tr>";
    }

    private function label(array $field): string
    {
        $label = $this->escaped($field['label']);
        if ($this->told['layout']['label_colour'] !== '') {
            $label = "<span style=\"color: {$this->told['layout']['label_colour']}\">$label</span>";
        }
        return $this->told['layout']['bold'] ? "<b>$label</b>" : $label;
    }

    private function escaped(string $text): string
    {
        return htmlspecialchars($text, ENT_NOQUOTES);
    }
}

[, $source, $target] = $argv;
$told = json_decode(file_get_contents($source), true, 512, JSON_THROW_ON_ERROR);
$pdf = new Sheets($told, dirname($source));
array_map([$pdf, 'sheet'], $told['sheets']);
file_put_contents($target, $pdf->Output('', 'S'));
