package dev.openbook.evaluator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.evaluator.result.Results;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TimeZone;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

    @Test
    void should_put_the_verdict_first_and_every_section_after_it() {
        Document page = Jsoup.parse(HtmlReport.render(SampleResults.untrained(60)));

        assertThat(page.select("main > section").eachAttr("id"))
                .containsExactly(
                        "verdict", "scoreboard", "findings", "claims", "rules", "predictions", "questions", "method");
        assertThat(page.select(".panel").eachAttr("id"))
                .containsExactly("freshness", "accuracy", "citations", "retrieval", "latency", "cost");
        assertThat(page.select("h1")).hasSize(1);
        assertThat(page.selectFirst("h1").text()).isEqualTo("RAG gets 60 % of the answers right, Base model 4 %");
        assertThat(page.select(".three dt")).hasSize(3);
    }

    @Test
    void should_end_no_line_of_the_verdict_between_a_number_and_its_unit() {
        String verdict = Jsoup.parse(HtmlReport.render(SampleResults.untrained(60)))
                .selectFirst("#verdict")
                .html()
                .replace("&nbsp;", "\u00A0");

        assertThat(verdict)
                .contains("It backs 61\u00A0% of its statements", "2.60\u00A0s after the edit")
                .doesNotContainPattern("\\d % ");
    }

    @Test
    void should_show_every_arm_in_every_place_where_arms_are_compared() {
        Results results = SampleResults.allArms(60);

        Document page = Jsoup.parse(HtmlReport.render(results));

        assertThat(page.select(".board tbody th").eachText())
                .containsExactly("Base model", "RAG", "RAG with reader", "Fine-tuned", "Hybrid", "Few-shot");
        for (String panel : new String[] {"freshness", "accuracy", "citations", "latency"}) {
            assertThat(page.select("#" + panel + " .wide .a0, #" + panel + " .wide .a5"))
                    .isNotEmpty();
        }
        assertThat(page.select("details.q").first().select(".answer")).hasSize(6);
    }

    @Test
    void should_leave_out_panels_nobody_measured() {
        Results full = SampleResults.untrained(40);
        Results bare = new Results(
                full.schemaVersion(),
                full.run(),
                full.arms(),
                full.corpora(),
                full.questions(),
                full.answers(),
                full.metrics().stream()
                        .filter(m -> m.metric().matches("correct|wrong|no-answer"))
                        .toList(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                full.verdict());

        Document page = Jsoup.parse(HtmlReport.render(bare));

        assertThat(page.select(".panel").eachAttr("id")).containsExactly("accuracy");
        assertThat(page.select("#claims, #predictions")).isEmpty();
        assertThat(page.select(".board thead th")).hasSize(2);
    }

    @Test
    void should_be_the_same_bytes_in_every_locale_and_time_zone() {
        Results results = SampleResults.untrained(30);
        String expected = HtmlReport.render(results);
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();

        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            assertThat(HtmlReport.render(results)).isEqualTo(expected);
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(HtmlReport.render(results)).isEqualTo(expected);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void should_stay_under_five_megabytes_with_five_thousand_questions(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("index.html");

        HtmlReport.write(SampleResults.allArms(5_000), file);

        assertThat(Files.size(file)).isBetween(3_000_000L, 5_000_000L);
        String intro = Jsoup.parse(Files.readString(file))
                .selectFirst("#questions .reading")
                .text();
        assertThat(intro).startsWith("5,000 questions").contains("results.json holds everything");
    }

    @Test
    void should_load_and_run_nothing() {
        String html = HtmlReport.render(SampleResults.untrained(30));
        Document page = Jsoup.parse(html);

        Element policy = page.selectFirst("meta[http-equiv=Content-Security-Policy]");
        assertThat(policy.attr("content")).startsWith("default-src 'none'; style-src 'sha256-");
        assertThat(policy.attr("content"))
                .contains(hash(page.selectFirst("style").data()));
        assertThat(page.select("script, link, img, iframe, object, embed, form, base, [style], [src]"))
                .isEmpty();
        assertThat(page.select("a[href]").eachAttr("href"))
                .allMatch(href -> href.startsWith("#") || href.equals("results.json"));
        page.select("a[href^=#]")
                .forEach(link -> assertThat(page.select(link.attr("href"))).hasSize(1));
        assertThat(page.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
    }

    private static String hash(String css) {
        try {
            return java.util.Base64.getEncoder()
                    .encodeToString(java.security.MessageDigest.getInstance("SHA-256")
                            .digest(css.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
