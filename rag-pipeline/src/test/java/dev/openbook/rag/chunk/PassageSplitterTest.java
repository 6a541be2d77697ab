package dev.openbook.rag.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.openbook.rag.corpus.SourceDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassageSplitterTest {

    /** Counts as a wordpiece tokenizer roughly does: punctuation singly, words in stretches of four. */
    private static final ToIntFunction<String> WORDPIECES = text -> {
        int tokens = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                tokens += run++ % 4 == 0 ? 1 : 0;
            } else {
                run = 0;
                tokens += text.charAt(i) <= ' ' ? 0 : 1;
            }
        }
        return tokens;
    };

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final Path SHARED = Path.of(System.getProperty("openbook.root", "."), "..", "shared");

    private final PassageSplitter splitter = new PassageSplitter(WORDPIECES, 60);

    private static SourceDocument markdown(String text) {
        return new SourceDocument("a/b.md", "v1", text, "0".repeat(64));
    }

    private static SourceDocument plain(String text) {
        return new SourceDocument("a/b.txt", "v1", text, "0".repeat(64));
    }

    private void assertLawful(SourceDocument document, PassageSplitter splitter) {
        int previousEnd = 0;
        List<Passage> passages = splitter.split(document);
        for (Passage passage : passages) {
            assertThat(passage.text())
                    .isEqualTo(document.text().substring(passage.start(), passage.end()))
                    .satisfies(text -> assertThat(text.trim()).isNotEmpty());
            assertThat(passage.start()).isGreaterThanOrEqualTo(previousEnd);
            if (passage.text().codePointCount(0, passage.text().length()) > 1) {
                assertThat(WORDPIECES.applyAsInt(passage.indexText())).isLessThanOrEqualTo(splitter.maxTokens());
            }
            previousEnd = passage.end();
        }
        assertThat(splitter.split(document)).isEqualTo(passages);
        assertNothingLost(document.text(), passages);
    }

    private static void assertNothingLost(String text, List<Passage> passages) {
        Matcher word = WORD.matcher(text);
        int i = 0;
        while (word.find()) {
            while (i < passages.size() && passages.get(i).end() <= word.start()) {
                i++;
            }
            boolean covered = i < passages.size() && passages.get(i).start() <= word.start();
            if (!covered) {
                int line = text.lastIndexOf('\n', word.start()) + 1;
                String lineText =
                        text.substring(line, MarkdownBlocks.lineEnd(text, line)).strip();
                boolean markup = lineText.startsWith("```")
                        || lineText.startsWith("~~~")
                        || lineText.startsWith("#") && lineText.length() > 1 && text.startsWith("---")
                        || lineText.startsWith("title:") && text.startsWith("---") // its value is the heading
                        || lineText.contains("<!--");
                String found = word.group();
                assertThat(markup
                                || passages.stream()
                                        .anyMatch(p -> p.headingPath().contains(found)))
                        .as("'%s' in line '%s' must be in a passage or a heading path", found, lineText)
                        .isTrue();
            }
        }
    }

    @Test
    void should_cut_at_headings_and_carry_their_path() {
        String text =
                """
                # Lark 2
                A probe for dry soil.

                ## Power
                It runs for 37 months.

                Radio
                -----
                It sends on 868 MHz.
                """;

        List<Passage> passages = splitter.split(markdown(text));

        assertThat(passages)
                .extracting(Passage::headingPath)
                .containsExactly("Lark 2", "Lark 2 > Power", "Lark 2 > Radio");
        assertThat(passages)
                .extracting(Passage::text)
                .containsExactly("A probe for dry soil.", "It runs for 37 months.", "It sends on 868 MHz.");
        assertThat(passages.get(1).indexText()).isEqualTo("Lark 2 > Power\nIt runs for 37 months.");
        assertLawful(markdown(text), splitter);
    }

    @Test
    void should_take_no_heading_from_plain_text() {
        List<Passage> passages = splitter.split(plain("# not a heading\nbut text"));

        assertThat(passages).singleElement().satisfies(passage -> {
            assertThat(passage.headings()).isEmpty();
            assertThat(passage.text()).isEqualTo("# not a heading\nbut text");
        });
    }

    @Test
    void should_keep_a_heading_without_text_as_a_passage() {
        List<Passage> passages = splitter.split(markdown("# Alone\n## Also alone\n# Full\ntext"));

        assertThat(passages).extracting(Passage::text).containsExactly("Also alone", "text");
        assertThat(passages.get(0).headings()).containsExactly("Alone");
    }

    @Test
    void should_name_the_columns_of_every_table_row() {
        StringBuilder text = new StringBuilder("# Prices\n\n| Product | Price | Note |\n|---|:-:|---|\n");
        for (int i = 1; i <= 30; i++) {
            text.append("| Lark ").append(i).append(" | ").append(100 + i).append(" cr | [see](https://x.y/z) |\n");
        }

        List<Passage> passages = splitter.split(markdown(text.toString()));

        assertThat(passages).hasSizeGreaterThan(3);
        assertThat(passages.get(0).text()).startsWith("| Product | Price | Note |");
        assertThat(passages)
                .allSatisfy(passage -> assertThat(passage.rendering().lines()).allSatisfy(line -> assertThat(line)
                        .matches("Product: Lark \\d+; Price: 1\\d\\d cr; Note: see")));
        assertThat(passages.stream().flatMap(p -> p.rendering().lines())).hasSize(30);
        assertLawful(markdown(text.toString()), splitter);
    }

    @Test
    void should_keep_the_items_of_front_matter_whole_and_name_their_keys() {
        String text =
                """
                ---
                title: Node thing
                iconSlug: node
                # a comment is no heading
                releases:
                -   releaseCycle: "23"
                    eol: 2025-06-01

                -   releaseCycle: "22"
                    eol: 2027-04-30
                ---

                > [Node](https://example.org/) runs things.
                """;

        List<Passage> passages = splitter.split(markdown(text));

        assertThat(passages)
                .extracting(Passage::headingPath)
                .containsExactly("Node thing", "Node thing > 23", "Node thing > 22", "Node thing");
        assertThat(passages.stream().map(Passage::rendering).toList().toString())
                .contains("icon slug: node")
                .contains("releases: release cycle: 23; eol: 2025-06-01")
                .contains("releases: release cycle: 22; eol: 2027-04-30")
                .contains("Node runs things.")
                .doesNotContain("comment");
        assertLawful(markdown(text), splitter);
    }

    @Test
    void should_leave_comments_and_quotation_marks_out_of_front_matter() {
        String text =
                """
                ---
                title: "Stove" # as on the box
                language: C#
                motto: "Cook # 1"
                remark: 'the maker''s own' # on paper
                models: # newest first
                -   name: "5" # is just called "Stove 5", without "Model B"
                    gas: "2.5+" # measured
                    note: said in
                      issue #7
                -   name: "4"
                tags:
                - small # and light
                ---
                """;

        List<Passage> passages = splitter.split(markdown(text));

        assertThat(passages).extracting(Passage::headingPath).containsExactly("Stove", "Stove > 5", "Stove");
        assertThat(passages.stream().flatMap(passage -> passage.rendering().lines()))
                .containsExactly(
                        "language: C#",
                        "motto: Cook # 1",
                        "remark: the maker's own",
                        "models: name: 5; gas: 2.5+; note: said in; issue #7",
                        "models: name: 4",
                        "tags: small");
        assertLawful(markdown(text), splitter);
    }

    @Test
    void should_not_reach_from_front_matter_into_the_text() {
        String text = "---\ntitle: Stove\neol: 2025-06-01\n---\n\nStoves are warm.\n";

        assertThat(splitter.split(markdown(text)))
                .extracting(Passage::text)
                .containsExactly("eol: 2025-06-01", "Stoves are warm.");
    }

    @Test
    void should_give_each_row_of_front_matter_its_name() {
        String text =
                """
                ---
                title: Stove
                feeds:
                -   git: https://example.org/stove.git
                    branch: main
                releases:
                -   releaseCycle: "3.10" # not 3.1
                    eol: false
                -   releaseCycle: "3.1"
                    eol: 2025-06-01
                ---
                """;

        List<Passage> passages = splitter.split(markdown(text));

        assertThat(passages)
                .extracting(Passage::indexText)
                .containsExactly(
                        "Stove\nfeeds: git: https://example.org/stove.git; branch: main",
                        "Stove > 3.10\nreleases: release cycle: 3.10; eol: false",
                        "Stove > 3.1\nreleases: release cycle: 3.1; eol: 2025-06-01");
        assertThat(passages.get(2).text()).isEqualTo("-   releaseCycle: \"3.1\"\n    eol: 2025-06-01");
        assertLawful(markdown(text), splitter);
    }

    @Test
    void should_keep_a_title_that_is_all_there_is() {
        assertThat(splitter.split(markdown("---\ntitle: Stove\n---\n")))
                .extracting(Passage::text)
                .containsExactly("title: Stove");
    }

    @Test
    void should_leave_markup_out_of_the_rendering_but_not_out_of_the_slice() {
        List<Passage> passages = splitter.split(markdown(
                "Use **two** `AA` cells, see [the sheet](https://x.y/a_(b)).<br>List<String> and 2 < 3 stay."));

        assertThat(passages).singleElement().satisfies(passage -> {
            assertThat(passage.text()).contains("**two**").contains("https://x.y/a_(b)");
            assertThat(passage.rendering()).isEqualTo("Use two AA cells, see the sheet. List<String> and 2 < 3 stay.");
        });
    }

    @Test
    void should_cut_a_long_paragraph_at_sentences() {
        String sentence = "The gauge at Dr. Holm's site No. 4 reads 3.1 bar in calm weather. ";

        List<Passage> passages = splitter.split(plain(sentence.repeat(40)));

        assertThat(passages).hasSizeGreaterThan(5);
        assertThat(passages)
                .allSatisfy(
                        passage -> assertThat(passage.text()).startsWith("The").endsWith("weather."));
    }

    @Test
    void should_never_cut_a_code_point_in_two() {
        String text = "𝔘".repeat(5_000);

        assertThat(splitter.split(plain(text)))
                .allSatisfy(passage -> assertThat(passage.text().length() % 2).isZero());
    }

    @Test
    void should_cut_one_line_of_fifty_megabytes_and_a_token_of_one() {
        StringBuilder text = new StringBuilder("x".repeat(1 << 20)).append(' ');
        while (text.length() < 50 << 20) {
            text.append("some words without an end ");
        }
        long[] covered = {0, 0};

        splitter.split(markdown(text.toString()), passage -> {
            covered[0] += passage.text().chars().filter(c -> c != ' ').count();
            covered[1]++;
        });

        assertThat(covered[0]).isEqualTo(text.chars().filter(c -> c != ' ').count());
        assertThat(covered[1]).isGreaterThan(100_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            It is 3.1 bar. The next one.|It is 3.1 bar.
            Ask Dr. Holm. Now.|Ask Dr. Holm.
            See e.g. Lark. Now.|See e.g. Lark.
            It costs 5 cr. vs. last year.|It costs 5 cr. vs. last year.
            "Really?" She left.|"Really?"
            Call Anna J. Smith today. Now.|Call Anna J. Smith today.
            Open at No. 4 only. Now.|Open at No. 4 only.
            Is it? No. The end.|Is it?
            """)
    void should_find_the_end_of_a_sentence(String text, String first) {
        assertThat(text.substring(0, Sentences.endOfSentence(text, 0, text.length())))
                .isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n\t\r\n",
                "---",
                "---\n---",
                "---\ntitle: x",
                "```\nnever closed # x\n\n| a |",
                "| a | b |\n|---|---|",
                "|---|---|",
                "||||\n|-|\n||",
                "<!-- never closed\n\ntext",
                "<!-- closed\nbut --> followed by text\nmore",
                "#\n##\n### \n",
                "# a\n###### b\n# a\n",
                "- \n-\n- x\n  continued\n\n    code",
                "> quote\n> more\n===\n",
                "\u0000\u0001 text \u2028 more \u202E rtl",
                "a\r\nb\r\n\r\n# H\r\nc\r\n",
                "\uD800 lone \uDC00 surrogates \uD800",
            })
    void should_cut_strange_documents_lawfully(String text) {
        assertLawful(markdown(text), splitter);
        assertLawful(plain(text), splitter);
    }

    @Test
    void should_cut_random_layouts_lawfully() {
        String[] bits = {
            "word ",
            "Sentence here. ",
            "\n",
            "\n\n",
            "# Head\n",
            "## Sub ",
            "| a | b |\n",
            "|---|---|\n",
            "- item\n",
            "```\n",
            "---\n",
            "===\n",
            "https://example.org/a/very/long/address/without/any/end/in/sight ",
            "**b** ",
            "[x](y) ",
            "key: value\n",
            "  - nested: 1\n",
            "é̂",
            "漢字。",
            "😀",
            "<br>",
            "\t",
            "\\|",
            "...",
            "x".repeat(300)
        };
        Random random = new Random(20261122);
        for (int run = 0; run < 400; run++) {
            StringBuilder text = new StringBuilder(run % 4 == 0 ? "---\n" : "");
            for (int i = random.nextInt(120); i >= 0; i--) {
                text.append(bits[random.nextInt(bits.length)]);
            }
            String document = text.toString();
            PassageSplitter any = new PassageSplitter(WORDPIECES, 16 + random.nextInt(100));
            for (Passage passage : any.split(markdown(document))) {
                assertThat(passage.text()).isEqualTo(document.substring(passage.start(), passage.end()));
                if (passage.text().length() > 2) {
                    assertThat(WORDPIECES.applyAsInt(passage.indexText())).isLessThanOrEqualTo(any.maxTokens());
                }
            }
            assertLawful(plain(document), any);
        }
    }

    @Test
    void should_take_time_in_proportion_to_a_long_documents_length() {
        String document = "A line of a document without any table in it.\n\n".repeat(200_000);
        int[] count = {0};

        assertTimeout(Duration.ofSeconds(60), () -> new PassageSplitter(text -> text.length() / 4 + 1)
                .split(markdown(document), passage -> count[0]++));

        assertThat(count[0]).isPositive();
    }

    @Test
    void should_cut_naughty_strings_lawfully() throws Exception {
        Path file = SHARED.resolve("data/badinputs/blns.json");
        Assumptions.assumeTrue(Files.exists(file), "no ../shared/data/badinputs here");
        String all = Files.readString(file);
        List<String> strings = new ArrayList<>();
        Matcher quoted = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"").matcher(all);
        while (quoted.find()) {
            strings.add(quoted.group(1));
        }

        assertThat(strings).hasSizeGreaterThan(400);
        strings.forEach(text -> assertLawful(markdown(text), splitter));
        assertLawful(markdown(String.join("\n", strings)), splitter);
        assertLawful(plain(all), splitter);
    }

    @Test
    void should_cut_real_documentation_lawfully() throws Exception {
        Path folder = SHARED.resolve("data/endoflife/2025-01-01/products");
        Assumptions.assumeTrue(Files.exists(folder), "no ../shared/data/endoflife here");
        PassageSplitter usual = new PassageSplitter(WORDPIECES);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                SourceDocument document =
                        new SourceDocument(file.getFileName().toString(), "v", Files.readString(file), "");
                assertLawful(document, usual);
            }
        }
    }

    @Test
    void should_refuse_a_limit_that_leaves_no_room() {
        assertThatThrownBy(() -> new PassageSplitter(WORDPIECES, 15))
                .hasMessage("maxTokens must be at least 16, but is 15");
    }
}
