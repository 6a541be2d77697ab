package dev.openbook.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every statistic against figures of an independent program; {@code statistics.json} names it. */
class StatisticsFiguresTest {

    /** Both sides draw at random: 10,000 resamples here, 400,000 there. */
    private static final double RESAMPLING = 0.006;

    private static Figures figures;

    record Figures(
            String origin,
            List<Discordance> mcnemar,
            List<Share> wilson,
            List<Family> holm,
            List<Detectable> smallestDetectable,
            List<Needed> neededFacts,
            Facts bootstrap,
            Pairs paired) {}

    record Discordance(int onlyA, int onlyB, double p) {}

    record Share(int successes, int n, double low, double high) {}

    record Family(double[] p, double[] adjusted) {}

    record Detectable(int n, double discordant, double difference) {}

    record Needed(double difference, double discordant, double n) {}

    record Facts(List<List<Double>> facts, double mean, double low, double high) {}

    record Pairs(
            List<Integer> a,
            List<Integer> b,
            int onlyA,
            int onlyB,
            double p,
            double difference,
            double low,
            double high) {}

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = StatisticsFiguresTest.class.getResourceAsStream("statistics.json")) {
            figures = new ObjectMapper().readValue(in, Figures.class);
        }
    }

    @Test
    void should_equal_the_exact_mcnemar_test() {
        assertThat(figures.mcnemar())
                .hasSizeGreaterThan(20)
                .allSatisfy(f -> assertThat(McNemar.exact(f.onlyA(), f.onlyB())).isCloseTo(f.p(), within(1e-9)));
    }

    @Test
    void should_equal_wilsons_interval() {
        assertThat(figures.wilson()).hasSizeGreaterThan(15).allSatisfy(f -> {
            Interval interval = Interval.wilson(f.successes(), f.n());
            assertThat(interval.low()).isCloseTo(f.low(), within(1e-9));
            assertThat(interval.high()).isCloseTo(f.high(), within(1e-9));
        });
    }

    @Test
    void should_equal_holms_adjustment() {
        assertThat(figures.holm()).hasSize(4).allSatisfy(f -> assertThat(Holm.adjust(f.p()))
                .containsExactly(f.adjusted(), within(1e-9)));
    }

    @Test
    void should_equal_the_smallest_detectable_difference_and_the_facts_it_needs() {
        assertThat(figures.smallestDetectable()).isNotEmpty().allSatisfy(f -> assertThat(
                        McNemar.smallestDetectable(f.n(), f.discordant()))
                .as("n = %d, discordant %s", f.n(), f.discordant())
                .isCloseTo(f.difference(), within(1e-6)));
        assertThat(figures.neededFacts()).isNotEmpty().allSatisfy(f -> assertThat(
                        McNemar.neededFacts(f.difference(), f.discordant()))
                .isCloseTo(f.n(), within(1e-6)));
    }

    @Test
    void should_resample_facts_with_all_their_wordings() {
        Interval interval = Interval.bootstrap(figures.bootstrap().facts(), 3);

        assertThat(interval.mean()).isCloseTo(figures.bootstrap().mean(), within(1e-12));
        assertThat(interval.low()).isCloseTo(figures.bootstrap().low(), within(RESAMPLING));
        assertThat(interval.high()).isCloseTo(figures.bootstrap().high(), within(RESAMPLING));
    }

    @Test
    void should_compare_two_arms_by_fact() {
        Pairs expected = figures.paired();

        PairedComparison pair = PairedComparison.of(byFact(expected.a()), byFact(expected.b()), 3);

        assertThat(List.of(pair.n(), pair.onlyA(), pair.onlyB()))
                .containsExactly(expected.a().size(), expected.onlyA(), expected.onlyB());
        assertThat(pair.p()).isCloseTo(expected.p(), within(1e-9));
        assertThat(pair.difference().mean()).isCloseTo(expected.difference(), within(1e-12));
        assertThat(pair.difference().low()).isCloseTo(expected.low(), within(0.02)); // steps of one fact in sixty
        assertThat(pair.difference().high()).isCloseTo(expected.high(), within(0.02));
    }

    @Test
    void should_hold_a_family_of_tests_to_its_error_rate() {
        List<Double> p = new ArrayList<>();
        for (Discordance test : figures.mcnemar()) {
            p.add(test.p());
        }
        double[] raw = p.stream().mapToDouble(Double::doubleValue).toArray();

        double[] adjusted = Holm.adjust(raw);

        for (int i = 0; i < raw.length; i++) {
            assertThat(adjusted[i]).isBetween(raw[i], 1.0);
        }
    }

    private static Map<String, Double> byFact(List<Integer> successes) {
        Map<String, Double> byFact = new TreeMap<>();
        for (int i = 0; i < successes.size(); i++) {
            byFact.put("fact-" + i, (double) successes.get(i));
        }
        return byFact;
    }
}
