package dev.openbook.rag.chunk;

import dev.openbook.rag.chunk.Block.Kind;
import dev.openbook.rag.corpus.DocumentFormat;
import dev.openbook.rag.corpus.SourceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Cuts a document into passages that are exact slices of it and never longer than the embedder reads.
 *
 * <p>Flow: {@link MarkdownBlocks} finds headings, paragraphs, list items, table rows, code and front matter. Blocks under
 * the same heading fill a passage until the next would not fit; a block that is too long by itself is cut at sentences,
 * then lines (table rows: cells), then words, then characters. A passage never reaches over a heading or
 * from front matter into the text below it. A row of a list in front matter is a passage of its own under its name. Its {@linkplain Passage#rendering() rendering} gives table rows and front matter the names of their columns and keys.
 *
 * <p>Nothing but white space and markup is lost: a heading is carried by the passages below it, and one with no text below
 * it becomes a passage of its own. Equal documents give equal passages. Time is linear in the document's length, and
 * passages leave one by one, so a document of 50 MB, even in one line, needs little more memory than its text.
 */
public final class PassageSplitter {

    /**
     * The all-MiniLM-L6-v2 tokenizer silently drops what exceeds 128 wordpieces, two of which mark beginning and end; six
     * are left for tokenizers that count a seam between two lines differently.
     */
    public static final int DEFAULT_MAX_TOKENS = 120;

    /** A longer stretch is cut before it is counted: no embedder's window holds it. */
    private static final int MAX_COUNTED = 4_000;

    /** Below every heading. */
    private static final int ROW_LEVEL = 7;

    /** English has four to five characters a wordpiece; a first guess may be generous. */
    private static final int CHARACTERS_PER_TOKEN = 6;

    private final ToIntFunction<String> tokenCounter;
    private final int maxTokens;

    /** A splitter with the default limit. */
    public PassageSplitter(ToIntFunction<String> tokenCounter) {
        this(tokenCounter, DEFAULT_MAX_TOKENS);
    }

    /**
     * A splitter.
     *
     * @param tokenCounter counts tokens as the embedder does, for example
     *     {@code new HuggingFaceTokenCountEstimator()::estimateTokenCountInText}
     * @param maxTokens the longest {@link Passage#indexText()}, heading path included; at least 16
     */
    public PassageSplitter(ToIntFunction<String> tokenCounter, int maxTokens) {
        if (maxTokens < 16) {
            throw new IllegalArgumentException("maxTokens must be at least 16, but is " + maxTokens);
        }
        this.tokenCounter = tokenCounter;
        this.maxTokens = maxTokens;
    }

    /**
     * A splitter that leaves whole what stands under one heading, however long: for collections of abstracts, and for
     * comparison with figures of whole documents. The embedder reads the beginning only.
     */
    public static PassageSplitter uncut() {
        return new PassageSplitter(String::length, Integer.MAX_VALUE / 2);
    }

    /** The longest {@link Passage#indexText()} in tokens. */
    public int maxTokens() {
        return maxTokens;
    }

    /** A few words that change whenever this splitter would cut differently; part of an index's fingerprint. */
    public String fingerprint() {
        return "passages-3/" + maxTokens;
    }

    /** All passages of a document, in its order. */
    public List<Passage> split(SourceDocument document) {
        List<Passage> passages = new ArrayList<>();
        split(document, passages::add);
        passages.sort(Comparator.comparingInt(Passage::start)); // headings without text are only known at their end
        return List.copyOf(passages);
    }

    /** Hands over a document's passages one by one; a heading without text comes after what stands below it. */
    public void split(SourceDocument document, Consumer<Passage> out) {
        DocumentFormat format = document.format();
        Cutter cutter = new Cutter(document, out);
        MarkdownBlocks.scan(
                document.text(), format.markdownNotation(), format == DocumentFormat.MARKDOWN, cutter::accept);
        cutter.finish();
    }

    /** What a passage is put together from; {@code rendering} null means as it stands. */
    private record Piece(int start, int end, String rendering, int tokens) {}

    private static final class Heading {
        final Block block;
        boolean carried;

        Heading(Block block) {
            this.block = block;
        }
    }

    /** The state of one document's cutting. */
    private final class Cutter {
        private final SourceDocument document;
        private final String text;
        private final Consumer<Passage> out;
        private final List<Heading> open = new ArrayList<>();
        private final List<Piece> pieces = new ArrayList<>();
        private List<Heading> path = List.of();
        private List<String> titles = List.of();
        private int budget = maxTokens;
        private int filled;
        private boolean metadata;

        Cutter(SourceDocument document, Consumer<Passage> out) {
            this.document = document;
            this.text = document.text();
            this.out = out;
        }

        void accept(Block block) {
            if (metadata && block.kind() != Kind.FRONT_MATTER) {
                flush(); // the last key and the first sentence have nothing in common
            }
            metadata = block.kind() == Kind.FRONT_MATTER;
            if (block.kind() == Kind.HEADING) {
                flush();
                closeHeadings(block.level());
                open.add(new Heading(block));
                enter();
            } else {
                String name = metadata && !block.label().isEmpty()
                        ? FrontMatter.rowName(text.substring(block.start(), block.end()))
                        : "";
                if (name.isEmpty()) {
                    divide(block);
                } else {
                    row(block, name);
                }
            }
        }

        /** By itself under its name: beside others, what is said of one row is not told from what is said of the next. */
        private void row(Block block, String name) {
            flush();
            open.add(new Heading(Block.heading(block.start(), block.end(), ROW_LEVEL, name)));
            enter();
            divide(block);
            flush();
            open.remove(open.size() - 1);
            enter();
        }

        void finish() {
            flush();
            closeHeadings(-1);
        }

        private void closeHeadings(int level) {
            while (!open.isEmpty() && open.get(open.size() - 1).block.level() >= level) {
                Heading heading = open.remove(open.size() - 1);
                if (!heading.carried) {
                    enter();
                    divide(heading.block);
                    flush();
                }
            }
        }

        /** Sets the heading path to the open headings, shortened until at least half of the limit is left for text. */
        private void enter() {
            path = new ArrayList<>();
            for (Heading heading : open) {
                boolean repeats = !path.isEmpty()
                        && path.get(path.size() - 1).block.label().equalsIgnoreCase(heading.block.label());
                if (repeats) {
                    heading.carried = true; // a title that stands in front matter and again as first heading
                } else {
                    path.add(heading);
                }
            }
            while (!path.isEmpty() && tokenCounter.applyAsInt(pathLine()) > maxTokens / 2) {
                path.remove(path.size() > 2 ? 1 : 0); // the document's title and the nearest heading say most
            }
            titles = path.stream().map(heading -> heading.block.label()).toList();
            budget = maxTokens - (path.isEmpty() ? 0 : tokenCounter.applyAsInt(pathLine()));
        }

        private String pathLine() {
            List<String> labels =
                    path.stream().map(heading -> heading.block.label()).toList();
            return String.join(" > ", labels) + "\n";
        }

        private void divide(Block block) {
            int start = block.outerStart();
            if (block.end() - start <= MAX_COUNTED) {
                String rendering = render(block);
                Piece whole = piece(start, block.end(), rendering);
                if (whole.tokens() <= budget) {
                    add(whole);
                    return;
                }
            }
            switch (block.kind()) {
                case TABLE_ROW -> {
                    if (block.outerStart() < block.start()) {
                        lines(block.outerStart(), block.start());
                    }
                    cells(block);
                }
                case CODE, FRONT_MATTER -> lines(start, block.end());
                default -> sentences(start, block.end());
            }
        }

        private String render(Block block) {
            String slice = text.substring(block.outerStart(), block.end());
            return switch (block.kind()) {
                case TABLE_ROW -> TableRow.render(text, block.start(), block.end(), block.columns());
                case FRONT_MATTER -> FrontMatter.render(slice, block.label());
                case CODE -> slice;
                default -> InlineMarkup.plain(slice);
            };
        }

        private void cells(Block row) {
            List<TableRow.Cell> cells = TableRow.cells(text, row.start(), row.end());
            for (int i = 0; i < cells.size(); i++) {
                TableRow.Cell cell = cells.get(i);
                String column = i < row.columns().size() ? row.columns().get(i) : "";
                boolean countable = cell.end() - cell.start() <= MAX_COUNTED;
                Piece whole =
                        countable ? piece(cell.start(), cell.end(), TableRow.renderCell(text, cell, column)) : null;
                if (whole != null && whole.tokens() <= budget) {
                    add(whole);
                } else {
                    sentences(cell.start(), cell.end());
                }
            }
        }

        private void sentences(int start, int end) {
            int from = skipBlanks(start, end);
            while (from < end) {
                int to = Sentences.endOfSentence(text, from, end);
                Piece sentence =
                        to - from <= MAX_COUNTED ? piece(from, to, InlineMarkup.plain(text.substring(from, to))) : null;
                if (sentence != null && sentence.tokens() <= budget) {
                    add(sentence);
                } else {
                    lines(from, to);
                }
                from = skipBlanks(to, end);
            }
        }

        private void lines(int start, int end) {
            int from = start;
            while (from < end) {
                int to = Math.min(MarkdownBlocks.lineEnd(text, from), end);
                int first = skipBlanks(from, to);
                int last = MarkdownBlocks.trimEnd(text, first, to);
                Piece line = last - first <= MAX_COUNTED ? piece(first, last, null) : null;
                if (line != null && line.tokens() <= budget) {
                    add(line);
                } else {
                    words(first, last, budget);
                }
                from = to + 1;
            }
        }

        private void words(int start, int end, int limit) {
            int from = skipBlanks(start, end);
            while (from < end) {
                int length = Math.min(end - from, limit * CHARACTERS_PER_TOKEN);
                Piece piece = piece(from, cutAt(from, from + length, end), null);
                while (piece.tokens() > limit && piece.end() - from > 1) {
                    length = piece.end() - from;
                    length = Math.max(1, Math.min(length - 1, (int) ((long) length * limit / piece.tokens())));
                    int cut = cutAt(from, from + length, end);
                    if (cut >= piece.end()) {
                        break; // a single character of two UTF-16 units
                    }
                    piece = piece(from, cut, null);
                }
                add(piece);
                from = skipBlanks(piece.end(), end);
            }
        }

        /** The last white space before {@code to}; inside a word that fills the whole stretch, a character boundary. */
        private int cutAt(int from, int to, int end) {
            if (to >= end) {
                return end;
            }
            int cut = to;
            while (cut > from && !MarkdownBlocks.isBlank(text.charAt(cut))) {
                cut--;
            }
            if (cut > from) {
                int trimmed = MarkdownBlocks.trimEnd(text, from, cut);
                if (trimmed > from) {
                    return trimmed;
                }
            }
            boolean insidePair =
                    Character.isHighSurrogate(text.charAt(to - 1)) && Character.isLowSurrogate(text.charAt(to));
            return !insidePair ? to : to - 1 > from ? to - 1 : to + 1;
        }

        private int skipBlanks(int from, int end) {
            int i = from;
            while (i < end && MarkdownBlocks.isBlank(text.charAt(i))) {
                i++;
            }
            return i;
        }

        private Piece piece(int start, int end, String rendering) {
            String slice = text.substring(start, end);
            boolean asItStands = rendering == null || rendering.isBlank() || rendering.equals(slice);
            int tokens = tokenCounter.applyAsInt(asItStands ? slice : rendering);
            return new Piece(start, end, asItStands ? null : rendering, tokens);
        }

        private void add(Piece piece) {
            if (piece.start() >= piece.end()) {
                return;
            }
            if (filled + piece.tokens() > budget) {
                flush();
            }
            pieces.add(piece);
            filled += piece.tokens();
        }

        private void flush() {
            if (!pieces.isEmpty()) {
                List<Piece> complete = List.copyOf(pieces);
                pieces.clear();
                filled = 0;
                emit(complete);
            }
        }

        private void emit(List<Piece> parts) {
            Passage passage = passage(parts);
            boolean single = passage.text().codePointCount(0, passage.text().length()) == 1;
            if (single || tokenCounter.applyAsInt(passage.indexText()) <= maxTokens) {
                path.forEach(heading -> heading.carried = true);
                out.accept(passage);
            } else if (parts.size() > 1) { // the whole counts more tokens than its parts
                emit(parts.subList(0, parts.size() / 2));
                emit(parts.subList(parts.size() / 2, parts.size()));
            } else {
                Piece piece = parts.get(0);
                int half = piece.start() + (piece.end() - piece.start()) / 2;
                int cut = cutAt(piece.start(), Math.max(half, piece.start() + 1), piece.end());
                emit(List.of(piece(piece.start(), cut, null)));
                int rest = skipBlanks(cut, piece.end());
                if (rest < piece.end()) {
                    emit(List.of(piece(rest, piece.end(), null)));
                }
            }
        }

        private Passage passage(List<Piece> parts) {
            int start = parts.get(0).start();
            int end = parts.get(parts.size() - 1).end();
            String slice = text.substring(start, end);
            StringBuilder rendering = new StringBuilder();
            boolean asItStands = true;
            int previousEnd = start;
            for (Piece part : parts) {
                if (part.start() > start) {
                    String between = text.substring(previousEnd, part.start());
                    asItStands &= between.isBlank();
                    rendering.append(part.start() == previousEnd ? "" : between.indexOf('\n') >= 0 ? "\n" : " ");
                }
                asItStands &= part.rendering() == null;
                rendering.append(
                        part.rendering() != null ? part.rendering() : text.substring(part.start(), part.end()));
                previousEnd = part.end();
            }
            return new Passage(
                    document.id(),
                    document.version(),
                    start,
                    end,
                    titles,
                    slice,
                    asItStands ? slice : rendering.toString());
        }
    }
}
