package dev.openbook.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected figures: statsmodels 0.15.0, scipy 1.17.1 and numpy, computed outside this project. */
class StatisticsTest {

    // statsmodels.stats.contingency_tables.mcnemar([[0, b], [c, 0]], exact=True)
    @ParameterizedTest
    @CsvSource({
        "0, 0, 1.0",
        "1, 0, 1.0",
        "5, 0, 0.0625",
        "10, 2, 0.03857421875",
        "3, 9, 0.14599609375",
        "25, 10, 0.016673847800120715",
        "40, 41, 1.0"
    })
    void should_equal_statsmodels_exact_mcnemar(int onlyA, int onlyB, double expected) {
        assertThat(McNemar.exact(onlyA, onlyB)).isCloseTo(expected, within(1e-12));
    }

    // statsmodels.stats.proportion.proportion_confint(k, n, method="wilson")
    @ParameterizedTest
    @CsvSource({
        "0, 10, 0.0, 0.27753279986288926",
        "10, 10, 0.7224672001371106, 1.0",
        "1, 20, 0.008881448800795402, 0.2361311934467421",
        "45, 50, 0.7863976856252034, 0.9565242350681095",
        "3, 7, 0.15821985525146964, 0.7495416354723428",
        "150, 300, 0.4437795161339169, 0.5562204838660831"
    })
    void should_equal_statsmodels_wilson_interval(int successes, int n, double low, double high) {
        Interval interval = Interval.wilson(successes, n);

        assertThat(interval.low()).isCloseTo(low, within(1e-12));
        assertThat(interval.high()).isCloseTo(high, within(1e-12));
    }

    // statsmodels.stats.multitest.multipletests([.01, .04, .03, .005, .2], method="holm")
    @Test
    void should_equal_statsmodels_holm_adjustment() {
        double[] adjusted = Holm.adjust(.01, .04, .03, .005, .2);

        assertThat(adjusted).containsExactly(new double[] {.04, .09, .09, .025, .2}, within(1e-12));
    }

    // scipy.stats.bootstrap(v, mean, n_resamples=200000, method="percentile"): 0.4194 .. 0.6000
    @Test
    void should_come_close_to_scipys_bootstrap() {
        List<List<Double>> byFact = IntStream.range(0, 40)
                .mapToObj(i -> List.of((i * 37 % 41) / 40.0))
                .toList();

        Interval interval = Interval.bootstrap(byFact, 7);

        assertThat(interval.mean()).isCloseTo(0.51, within(1e-12));
        assertThat(interval.low()).isCloseTo(0.4194, within(0.005));
        assertThat(interval.high()).isCloseTo(0.6000, within(0.005));
    }

    @Test
    void should_resample_facts_and_not_wordings() {
        List<List<Double>> byFact = new ArrayList<>();
        List<List<Double>> threeEqualWordings = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            double value = i % 3 == 0 ? 1 : 0;
            byFact.add(List.of(value));
            threeEqualWordings.add(List.of(value, value, value));
        }

        assertThat(Interval.bootstrap(threeEqualWordings, 1)).isEqualTo(Interval.bootstrap(byFact, 1));
    }

    @Test
    void should_draw_the_same_interval_from_the_same_seed() {
        List<List<Double>> byFact = List.of(List.of(0.1), List.of(0.9), List.of(0.4, 0.6), List.of(0.0));

        assertThat(Interval.bootstrap(byFact, 3)).isEqualTo(Interval.bootstrap(byFact, 3));
        assertThat(Interval.bootstrap(byFact, 3).mean()).isCloseTo(0.4, within(1e-12)); // 2.0 over five answers
    }

    // scipy.optimize.brentq on Connor's formula with scipy.stats.norm.ppf
    @ParameterizedTest
    @CsvSource({
        "100, 0.3, 0.15164709121467093",
        "50, 0.2, 0.1730417001835013",
        "300, 0.1, 0.0509489697982225",
        "20, 0.5, 0.41732247269609296"
    })
    void should_find_the_smallest_detectable_difference(int n, double discordant, double expected) {
        assertThat(McNemar.smallestDetectable(n, discordant)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void should_say_how_many_facts_would_decide() {
        assertThat(McNemar.neededFacts(.1, .3)).isCloseTo(233.0945382046738, within(1e-6));
        assertThat(McNemar.neededFacts(.2, .25)).isCloseTo(46.62576919382401, within(1e-6));
        assertThat(McNemar.neededFacts(0, .3)).isInfinite();
        assertThat(McNemar.smallestDetectable(5, 0)).isBetween(0.2, 1.0);
    }

    // numpy.percentile([1, 2, 4, 8, 16], [2.5, 50, 95]) = 1.1, 4, 14.4
    @ParameterizedTest
    @CsvSource({"0.025, 1.1", "0.5, 4", "0.95, 14.4"})
    void should_interpolate_percentiles_as_numpy_does(double share, double expected) {
        assertThat(Interval.percentile(new double[] {1, 2, 4, 8, 16}, share)).isCloseTo(expected, within(1e-12));
    }
}
