<?php
// Writes the rows of a JSON Lines file as <item>s with XMLWriter, flushed after each, again and again for about two
// seconds of CPU; prints the items per CPU second. Each row is a list of [tag, text or list of [tag, text]].
$rows = array_map(fn ($line) => json_decode($line, true), file($argv[1]));
function seconds(): float {
    $use = getrusage();
    return $use['ru_utime.tv_sec'] + $use['ru_stime.tv_sec'] + ($use['ru_utime.tv_usec'] + $use['ru_stime.tv_usec']) / 1e6;
}
$bytes = 0;
$items = 0;
$start = seconds();
do {
    $writer = new XMLWriter();
    $writer->openMemory();
    foreach ($rows as $row) {
        $writer->startElement('item');
        foreach ($row as [$tag, $value]) {
            if (is_string($value)) {
                $writer->writeElement($tag, $value);
                continue;
            }
            $writer->startElement($tag);
            foreach ($value as [$name, $text]) $writer->writeElement($name, $text);
            $writer->endElement();
        }
        $writer->endElement();
        $bytes += strlen($writer->flush());
        $items++;
    }
} while (seconds() - $start < 2);
echo json_encode(['items' => $items, 'perSecond' => $items / (seconds() - $start), 'bytes' => $bytes]);
