package dev.openbook.rag.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusFolderTest {

    @TempDir
    Path folder;

    private CorpusFolder scan() {
        return CorpusFolder.scan(folder, "v1", Progress.none());
    }

    private void write(String id, byte[] bytes) throws IOException {
        Path file = folder.resolve(id);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private void write(String id, String text) throws IOException {
        write(id, text.getBytes(StandardCharsets.UTF_8));
    }

    private LoadResult readOnly() {
        CorpusFolder corpus = scan();
        assertThat(corpus.entries()).hasSize(1);
        return corpus.read(corpus.entries().get(0));
    }

    private String readText() {
        return ((SourceDocument) readOnly()).text();
    }

    @Test
    void should_list_files_by_relative_path_with_size_and_hash() throws Exception {
        write("b.txt", "text");
        write("a/x y'\"é.md", "# Title\r\nline");

        CorpusFolder corpus = scan();

        assertThat(corpus.entries())
                .containsExactly(
                        new CorpusEntry("a/x y'\"é.md", 13, Sha256.of("# Title\r\nline")),
                        new CorpusEntry("b.txt", 4, Sha256.of("text")));
        assertThat(corpus.read(corpus.entries().get(0)))
                .isEqualTo(new SourceDocument("a/x y'\"é.md", "v1", "# Title\r\nline", Sha256.of("# Title\r\nline")));
    }

    @Test
    void should_count_what_it_leaves_out_by_reason() throws Exception {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        write("empty.txt", "");
        write("blank.md", " \n\t\r\n");
        write("mark.txt", "\uFEFF");
        write("mark16.txt", new byte[] {(byte) 0xFF, (byte) 0xFE, ' ', 0});
        write("noise.txt", noise);
        write("zip.txt", "PK\u0003\u0004 and so on, long enough to look like text otherwise");
        write("image.png", "x");
        write("LICENSE", "x");
        write(".hidden.md", "x");
        write(".git/config.md", "x");
        write("ok.txt", "one \u0000 stray zero byte in a text that is otherwise perfectly readable");

        CorpusFolder corpus = scan();

        assertThat(corpus.entries()).extracting(CorpusEntry::id).containsExactly("ok.txt");
        assertThat(CorpusFolder.countByReason(corpus.skipped()))
                .isEqualTo(Map.of(
                        SkipReason.EMPTY,
                        4,
                        SkipReason.BINARY,
                        2,
                        SkipReason.UNSUPPORTED_TYPE,
                        2,
                        SkipReason.HIDDEN,
                        2));
        assertThat(((SourceDocument) corpus.read(corpus.entries().get(0))).text())
                .contains("\u0000");
    }

    @Test
    void should_follow_no_link() throws Exception {
        Path outside = Files.createTempFile("outside", ".txt");
        Files.writeString(outside, "secret");
        write("sub/a.txt", "a");
        Files.createSymbolicLink(folder.resolve("out.txt"), outside);
        Files.createSymbolicLink(folder.resolve("sub/loop"), folder);
        Files.createSymbolicLink(folder.resolve("dangling.md"), folder.resolve("nowhere"));

        CorpusFolder corpus = scan();

        assertThat(corpus.entries()).extracting(CorpusEntry::id).containsExactly("sub/a.txt");
        assertThat(corpus.skipped())
                .containsExactly(
                        new Skipped("dangling.md", SkipReason.LINK),
                        new Skipped("out.txt", SkipReason.LINK),
                        new Skipped("sub/loop", SkipReason.LINK));
        assertThat(corpus.read(new CorpusEntry("out.txt", 6, ""))).isEqualTo(new Skipped("out.txt", SkipReason.LINK));
        Files.delete(outside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x.txt", "/etc/passwd", "a/../../x.txt", "", "."})
    void should_refuse_ids_that_lead_out_of_the_folder(String id) {
        CorpusFolder corpus = scan();

        assertThatThrownBy(() -> corpus.read(new CorpusEntry(id, 0, "")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must stay inside the corpus folder");
    }

    @Test
    void should_read_through_a_link_to_the_folder_itself() throws Exception {
        write("a.txt", "a");
        Path link = folder.resolveSibling(folder.getFileName() + "-link");
        Files.createSymbolicLink(link, folder);

        assertThat(CorpusFolder.scan(link, "v1", Progress.none()).entries()).hasSize(1);
        Files.delete(link);
    }

    @Test
    void should_name_a_folder_that_is_not_there() throws Exception {
        write("file.txt", "x");

        assertThatThrownBy(() -> CorpusFolder.scan(folder.resolve("none"), "v1", Progress.none()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> CorpusFolder.scan(folder.resolve("file.txt"), "v1", Progress.none()))
                .hasMessageContaining("is a file");
        assertThat(scan().skipped()).isEmpty();
    }

    @Test
    void should_tell_twins_by_case_and_by_content() throws Exception {
        write("Read.md", "one");
        write("read.md", "two");
        write("z.md", "two");

        CorpusFolder corpus = scan();

        Assumptions.assumeTrue(corpus.entries().size() == 3, "file system ignores case");
        assertThat(corpus.idsDifferingOnlyInCase()).containsExactly("Read.md", "read.md");
        assertThat(corpus.identicalDocuments()).containsExactly(List.of("read.md", "z.md"));
    }

    @Test
    void should_report_what_vanished_or_grew_after_the_scan() throws Exception {
        write("a.txt", "a");
        write("b.txt", "b");
        CorpusFolder corpus = scan();
        Files.delete(folder.resolve("a.txt"));
        write("b.txt", "changed");

        assertThat(corpus.read(corpus.entries().get(0))).isEqualTo(new Skipped("a.txt", SkipReason.UNREADABLE));
        assertThat(((SourceDocument) corpus.read(corpus.entries().get(1))).sha256())
                .isEqualTo(Sha256.of("changed"))
                .isNotEqualTo(corpus.entries().get(1).sha256());
    }

    @Test
    void should_leave_out_a_file_over_the_limit_without_reading_it() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("big.txt").toFile(), "rw")) {
            file.setLength(100L << 20);
        }

        assertThat(scan().skipped()).containsExactly(new Skipped("big.txt", SkipReason.TOO_LARGE));
    }

    @Test
    void should_read_up_to_another_limit_and_pages_up_to_a_quarter_of_it() throws Exception {
        Files.writeString(folder.resolve("at.txt"), "x".repeat(4_000));
        Files.writeString(folder.resolve("over.txt"), "x".repeat(4_001));
        Files.writeString(folder.resolve("at.html"), "x".repeat(1_000));
        Files.writeString(folder.resolve("over.html"), "x".repeat(1_001));

        CorpusFolder corpus = CorpusFolder.scan(folder, "v1", 4_000, Progress.none());

        assertThat(corpus.entries()).extracting(CorpusEntry::id).containsExactly("at.html", "at.txt");
        assertThat(corpus.skipped())
                .containsExactly(
                        new Skipped("over.html", SkipReason.TOO_LARGE), new Skipped("over.txt", SkipReason.TOO_LARGE));
        Files.writeString(folder.resolve("at.txt"), "x".repeat(4_001));
        assertThat(corpus.read(corpus.entries().get(1))).isEqualTo(new Skipped("at.txt", SkipReason.TOO_LARGE));
    }

    @Test
    void should_read_a_line_of_fifty_megabytes() throws Exception {
        byte[] block = "some words ".repeat(1 << 10).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(folder.resolve("line.txt"))) {
            for (int written = 0; written < 50 << 20; written += block.length) {
                out.write(block);
            }
        }

        assertThat(readText().length()).isGreaterThanOrEqualTo(50 << 20);
    }

    @Test
    void should_scan_many_tiny_files() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            write("d" + i % 50 + "/f" + i + ".txt", "file " + i);
        }

        assertThat(scan().entries()).hasSize(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void should_obey_a_byte_order_mark(String charset) throws Exception {
        write("a.txt", "\uFEFFWéight 3 kg 漢字".getBytes(Charset.forName(charset)));

        assertThat(readText()).isEqualTo("Wéight 3 kg 漢字");
    }

    @Test
    void should_see_utf16_without_a_mark() throws Exception {
        write("a.txt", "Plain western text, Wéight".getBytes(StandardCharsets.UTF_16LE));

        assertThat(readText()).isEqualTo("Plain western text, Wéight");
    }

    @Test
    void should_read_single_byte_text_as_windows_1252() throws Exception {
        byte[] bytes = "Gewicht für Größe, 3 €".getBytes(Charset.forName("windows-1252"));

        assertThat(TextDecoder.decode(bytes))
                .isEqualTo(new TextDecoder.Decoded("Gewicht für Größe, 3 €", Charset.forName("windows-1252"), 0));
    }

    @Test
    void should_replace_and_count_faults_in_utf8() {
        byte[] text = "für Größe und Straße".getBytes(StandardCharsets.UTF_8);
        byte[] faulty = Arrays.copyOf(text, text.length + 1);
        faulty[text.length] = (byte) 0xFF;

        assertThat(TextDecoder.decode(faulty))
                .isEqualTo(new TextDecoder.Decoded("für Größe und Straße\uFFFD", StandardCharsets.UTF_8, 1));
    }

    @Test
    void should_extract_html_with_its_structure() throws Exception {
        write(
                "a.html",
                """
                <html><head><title>Lark</title><style>p {}</style><script>alert(1)</script></head><body>
                <p>Intro   with <b>bold</b>&nbsp;text<br># no heading</p>
                <h2>Power <i>supply</i></h2><div>Cells last 37&nbsp;months.</div>
                <ul><li>One<ul><li>Nested</li></ul></li><li><p>Two</p></li></ul>
                <table><tr><th>Product</th><th>Price</th></tr><tr><td>Lark</td><td>4|5 cr</td></tr></table>
                <table><tr><td>Weight</td><td>3 kg</td></tr></table>
                <pre>a  b
                c</pre><noscript>no</noscript><p hidden>secret</p></body></html>
                """);

        assertThat(readText())
                .isEqualTo(
                        """
                # Lark

                Intro with bold\u00A0text
                \\# no heading

                ## Power supply

                Cells last 37\u00A0months.

                - One
                  - Nested
                - Two

                | Product | Price |
                | --- | --- |
                | Lark | 4\\|5 cr |

                - Weight: 3 kg

                ```
                a  b
                c
                ```
                """);
    }

    @Test
    void should_obey_the_encoding_an_html_page_names() throws Exception {
        write("a.html", "<meta charset=\"iso-8859-2\"><p>zażółć gęślą</p>".getBytes(Charset.forName("ISO-8859-2")));

        assertThat(readText()).isEqualTo("zażółć gęślą\n");
    }

    @Test
    void should_survive_deep_and_broken_html() throws Exception {
        write("a.html", "<div>".repeat(100_000) + "deep <b>text <table><tr><td>x");

        assertThat(readText()).contains("deep");
    }

    @Test
    void should_leave_out_html_without_text() throws Exception {
        write("a.html", "<html><body><img src='x'><script>x()</script></body></html>");

        assertThat(readOnly()).isEqualTo(new Skipped("a.html", SkipReason.NO_TEXT));
    }

    private static byte[] pdf(String password, String... lines) throws IOException {
        try (PDDocument document = new PDDocument();
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            PDPage page = new PDPage();
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                content.newLineAtOffset(72, 700);
                for (String line : lines) {
                    content.showText(line);
                    content.newLineAtOffset(0, -14);
                }
                content.endText();
            }
            if (password != null) {
                document.protect(new StandardProtectionPolicy("owner", password, new AccessPermission()));
            }
            document.save(out);
            return out.toByteArray();
        }
    }

    @Test
    void should_extract_the_text_of_a_pdf() throws Exception {
        write("a.pdf", pdf(null, "The Lark weighs 3 kg.", "Its cells last 37 months."));

        assertThat(readText()).contains("The Lark weighs 3 kg.\nIts cells last 37 months.");
    }

    @Test
    void should_say_why_a_pdf_cannot_be_read() throws Exception {
        byte[] whole = pdf(null, "text");
        write("damaged.pdf", "%PDF-1.7 and nothing else");
        write("empty.pdf", pdf(null));
        write("encrypted.pdf", pdf("secret", "text"));
        write("half.pdf", Arrays.copyOf(whole, whole.length / 3));

        CorpusFolder corpus = scan();

        assertThat(corpus.entries().stream().map(corpus::read))
                .containsExactly(
                        new Skipped("damaged.pdf", SkipReason.DAMAGED),
                        new Skipped("empty.pdf", SkipReason.NO_TEXT),
                        new Skipped("encrypted.pdf", SkipReason.ENCRYPTED),
                        new Skipped("half.pdf", SkipReason.DAMAGED));
    }
}
