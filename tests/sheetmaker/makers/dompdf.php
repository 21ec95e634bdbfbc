<?php
// Prints HTML with dompdf: php dompdf.php SHEETS.json TARGET.pdf

require_once 'dompdf/autoload.php';

const SMALL = 8; // points, of a running head

function shown(string $part): string
{
    return str_replace(['{pages}', '{page}'], ['{PAGE_COUNT}', '{PAGE_NUM}'], trim($part));
}

// What stands left, centre and right of one line on each page.
function run_along($pdf, string $pattern, float $height, float $margin, string $font): void
{
    $parts = strpos($pattern, '|') === false ? ['', $pattern, ''] : explode('|', $pattern);
    $canvas = $pdf->getCanvas();
    foreach ($parts as $place => $part) {
        $text = shown($part);
        $sample = str_replace(['{PAGE_COUNT}', '{PAGE_NUM}'], '1', $text);
        $width = $pdf->getFontMetrics()->getTextWidth($sample, $font, SMALL);
        $room = $canvas->get_width() - 2 * $margin - $width;
        if ($text !== '') {
            $canvas->page_text($margin + $room * $place / 2, $height, $text, $font, SMALL);
        }
    }
}

[, $source, $target] = $argv;
$told = json_decode(file_get_contents($source), true, 512, JSON_THROW_ON_ERROR);
$folder = dirname($source); // dompdf writes there what it learns of fonts
$options = new Dompdf\Options();
$options->setFontCache($folder);
$options->setTempDir($folder);
$options->setChroot([$folder, '/usr/share']);
$options->setIsFontSubsettingEnabled(true);
$pdf = new Dompdf\Dompdf($options);
$family = $told['layout']['font'];
$upright = [['normal', 'normal', 'Regular'], ['bold', 'normal', 'Bold']];
foreach ([...$upright, ['normal', 'italic', 'Italic']] as [$weight, $style, $file]) {
    $path = $told['fonts'] . '/' . str_replace(' ', '', $family) . "-$file.ttf";
    $face = ['family' => $family, 'style' => $style, 'weight' => $weight];
    $pdf->getFontMetrics()->registerFont($face, $path);
}
$pdf->setPaper([0, 0, $told['page']['width'], $told['page']['height']]);
$pdf->loadHtml($told['html'], 'UTF-8');
$pdf->render();
$font = $pdf->getFontMetrics()->getFont($family, 'normal');
$low = $told['page']['height'] - $told['margin'] / 2 - SMALL;
run_along($pdf, $told['layout']['running_head'], $told['margin'] / 2, $told['margin'], $font);
run_along($pdf, $told['layout']['footer'], $low, $told['margin'], $font);
file_put_contents($target, $pdf->output());
