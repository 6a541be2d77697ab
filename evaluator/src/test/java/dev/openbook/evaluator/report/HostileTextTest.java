package dev.openbook.evaluator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a document, question, model or machine says, the page gets no element, attribute or address from it. */
class HostileTextTest {

    private static final Set<String> EXPECTED = shapes(Jsoup.parse(HtmlReport.render(SampleResults.untrained(20))));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "</title></style></svg><img src=x onerror=alert(1)>",
                "\" onmouseover=\"alert(1)\" x=\"",
                "' autofocus onfocus='alert(1)",
                "javascript:alert(1)",
                "data:text/html;base64,PHNjcmlwdD4=",
                "<!--><svg onload=alert(1)>-->",
                "]]><x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>",
                "&lt;b&gt; &#x3C;script&#x3E; &amp;quot;",
                "${7*7} @if(true) $unsafe{x} {{7*7}}",
                "\u202Eright to left\u202D \u200B\uFEFF",
                "\u0000\u0001\u001B[31mred\u001B[0m\u007F\u0085\uFFFF",
                "lone \uD83D and \uDE00 surrogates",
                "</textarea></details></summary></table></td></main></body></html>",
                "\n\r\n\t  \u2028\u2029"
            })
    void should_show_hostile_text_as_text(String hostile) {
        String html = HtmlReport.render(SampleResults.withTexts(text -> hostile + text + hostile, 20));

        Document page = Jsoup.parse(html);

        assertThat(shapes(page)).isSubsetOf(EXPECTED);
        assertThat(html).doesNotContainPattern("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F\\uFFFE\\uFFFF]");
        assertThat(new String(
                        html.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(html);
    }

    @Test
    void should_print_the_text_itself() {
        Document page = Jsoup.parse(HtmlReport.render(SampleResults.withTexts(text -> "<i>&amp;" + text, 20)));

        assertThat(page.selectFirst(".lead").text()).startsWith("<i>&amp;Right answers");
        assertThat(page.selectFirst("details.q .w").text()).startsWith("<i>&amp;If I ask");
        assertThat(page.selectFirst("mark").text()).startsWith("<i>&amp;The ");
    }

    @Test
    void should_show_hostile_text_of_the_published_list_as_text() throws Exception {
        Path list =
                Path.of(System.getProperty("openbook.root", ".."), "..", "shared", "data", "badinputs", "blns.json");
        assumeTrue(Files.exists(list), "no shared/data/badinputs beside this checkout");
        List<String> strings = Arrays.stream(new ObjectMapper().readValue(list.toFile(), String[].class))
                .filter(s -> !s.isBlank())
                .toList();

        for (int i = 0; i < strings.size(); i += 40) {
            List<String> part = strings.subList(i, Math.min(strings.size(), i + 40));
            String all = String.join(" ", part);
            int[] next = {0};
            Document page = Jsoup.parse(HtmlReport.render(SampleResults.withTexts(
                    text -> next[0]++ % 3 == 0 ? all + text : part.get(next[0] % part.size()) + text, 10)));

            assertThat(shapes(page)).as(all).isSubsetOf(EXPECTED);
        }
    }

    /** Every kind of element with its attributes' names, and every address. */
    private static Set<String> shapes(Document page) {
        Set<String> shapes = new TreeSet<>();
        for (Element element : page.getAllElements()) {
            shapes.add(element.tagName()
                    + element.attributes().asList().stream()
                            .map(Attribute::getKey)
                            .sorted()
                            .collect(Collectors.joining(" ", " ", "")));
            for (String name : List.of("href", "src", "action", "xlink:href", "srcset", "content")) {
                if (element.hasAttr(name) && !element.attr(name).startsWith("#")) {
                    shapes.add(name + "=" + element.attr(name).toLowerCase(Locale.ROOT));
                }
            }
        }
        return shapes;
    }
}
