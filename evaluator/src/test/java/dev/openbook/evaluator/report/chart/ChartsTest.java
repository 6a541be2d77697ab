package dev.openbook.evaluator.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartsTest {

    private static final Look ODD =
            new Look("<A & \"B\"> with a name that is far too long for any chart", "a0", Shape.CIRCLE);
    private static final Look PLAIN = new Look("RAG", "a1", Shape.SQUARE);

    static List<Svg> charts() {
        List<StepChart.Line> lines = List.of(
                new StepChart.Line(ODD, List.of(new StepChart.Point(0, 0.1)), null, null, "<tip>"),
                new StepChart.Line(
                        PLAIN,
                        List.of(new StepChart.Point(0, 0), new StepChart.Point(2.5, 0.9), new StepChart.Point(900, 1)),
                        0.85,
                        2.5,
                        "tip"));
        List<DivergingBars.Group> bars = List.of(new DivergingBars.Group(
                "changed & \"new\"",
                List.of(
                        new DivergingBars.Bar(ODD, 0, 0, 1, "tip"),
                        new DivergingBars.Bar(PLAIN, 1, 0, 0, "tip"),
                        new DivergingBars.Bar(PLAIN, 0.3, 0.4, 0.3, "tip"))));
        List<DotPlot.Group> dots = List.of(new DotPlot.Group(
                "precision",
                List.of(
                        new DotPlot.Row(ODD, null, null, "tip"),
                        new DotPlot.Row(
                                PLAIN, new DotPlot.Dot(0.5, 0.0, 1.0), new DotPlot.Dot(1, null, null), "tip"))));
        List<StackedBars.Bar> stacks = List.of(
                new StackedBars.Bar(ODD, new double[] {0, 0, 0}, 0, "tip"),
                new StackedBars.Bar(PLAIN, new double[] {10, 800, 600}, 3000, "tip"));
        RegionMap map = new RegionMap("map", PLAIN, ODD, changes -> changes > 10 ? Double.POSITIVE_INFINITY : changes);
        return List.of(
                StepChart.draw(340, "a \"label\" & <more>", lines),
                StepChart.draw(580, "label", lines),
                DivergingBars.draw(340, "label", bars),
                DivergingBars.draw(580, "label", bars),
                DotPlot.draw(340, "label", dots),
                DotPlot.draw(580, "label", dots),
                StackedBars.draw(340, "label", "milliseconds", stacks),
                ShareBar.draw(ODD, 0.2, 0.3, 0.5, "label"),
                map.draw(340),
                map.draw(580));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void should_be_well_formed_and_keep_everything_inside(Svg chart) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(chart.toString())));

        Element svg = document.getDocumentElement();
        double width = Double.parseDouble(svg.getAttribute("width"));
        double height = Double.parseDouble(svg.getAttribute("height"));
        assertThat(svg.getAttribute("aria-label")).isNotEmpty();
        for (String name : List.of("x", "x1", "x2")) {
            values(document, name)
                    .forEach(x -> assertThat(x).as(chart.toString()).isBetween(0.0, width));
        }
        for (String name : List.of("y", "y1", "y2")) {
            values(document, name)
                    .forEach(y -> assertThat(y).as(chart.toString()).isBetween(0.0, height));
        }
        assertThat(chart.toString()).doesNotContain("NaN", "Infinity", "style=", "fill=");
    }

    private static List<Double> values(Document document, String attribute) {
        NodeList all = document.getElementsByTagName("*");
        return java.util.stream.IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .filter(element -> element.hasAttribute(attribute))
                .map(element -> Double.parseDouble(element.getAttribute(attribute)))
                .toList();
    }
}
