package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.result.BandEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.PredictionEntry;
import dev.openbook.evaluator.suite.Suite;
import java.util.List;

/** What the suite expected beside what was measured. */
final class Expectations {

    private final Suite suite;
    private final List<MetricEntry> metrics;

    Expectations(Suite suite, List<MetricEntry> metrics) {
        this.suite = suite;
        this.metrics = metrics;
    }

    List<PredictionEntry> predictions() {
        return suite.predictions().stream()
                .map(p -> new PredictionEntry(
                        p.arm(),
                        p.metric(),
                        p.stratum(),
                        p.expected(),
                        value(p.arm(), p.metric(), p.stratum()),
                        p.why()))
                .toList();
    }

    /** A value that was not measured fails its band: a suite that no longer measures it must say so. */
    List<BandEntry> bands() {
        return suite.bands().stream()
                .map(b -> {
                    Double value = value(b.arm(), b.metric(), b.stratum());
                    boolean passed = value != null && value >= b.low() && value <= b.high();
                    return new BandEntry(
                            b.arm(), b.metric(), b.stratum(), b.low(), b.high(), value, passed, b.reason());
                })
                .toList();
    }

    private Double value(String arm, String metric, String stratum) {
        return metrics.stream()
                .filter(m -> m.arm().equals(arm)
                        && m.metric().equals(metric)
                        && m.stratum().equals(stratum))
                .map(MetricEntry::value)
                .findFirst()
                .orElse(null);
    }
}
