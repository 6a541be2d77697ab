package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.chart.Look;
import dev.openbook.evaluator.report.chart.Shape;
import dev.openbook.evaluator.result.ArmEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arms of a run in their fixed order, each with the look it has on every page. A later state of an arm has its colour and
 * another marker, and is not among the arms that are listed.
 */
final class Arms implements Iterable<ArmLabel> {

    /** An arm's place here is its colour (class {@code a0} …) and its marker, whatever else takes part in the run. */
    private static final List<String> KNOWN = List.of("base", "rag-base", "rag", "fine-tuned", "hybrid", "few-shot");

    private final Map<String, ArmLabel> byId = new LinkedHashMap<>();
    private final Set<String> laterStates = new HashSet<>();
    private final Map<String, String> seeds = new LinkedHashMap<>();

    Arms(List<ArmEntry> entries) {
        List<Integer> free = new ArrayList<>();
        for (int slot = Shape.values().length - 1; slot >= 0; slot--) {
            int taken = slot;
            if (entries.stream().noneMatch(arm -> KNOWN.indexOf(arm.id()) == taken)) {
                free.add(slot);
            }
        }
        int next = 0;
        for (ArmEntry entry : entries) {
            if (entry.otherSeed()) {
                seeds.put(entry.id(), entry.stateOf());
                byId.put(
                        entry.id(),
                        new ArmLabel(entry.id(), get(entry.stateOf()).look()));
                continue;
            }
            if (entry.laterState()) {
                laterStates.add(entry.id());
                String colour = get(entry.stateOf()).css();
                Shape shape = Shape.values()[free.isEmpty() ? 0 : free.get(next++ % free.size())];
                byId.put(entry.id(), new ArmLabel(entry.id(), new Look(clip(entry.id(), entry.name()), colour, shape)));
                continue;
            }
            int slot = KNOWN.indexOf(entry.id());
            if (slot < 0) {
                slot = free.isEmpty() ? next % Shape.values().length : free.get(next % free.size());
                next++;
            }
            byId.put(entry.id(), label(entry.id(), entry.name(), slot));
        }
    }

    private static ArmLabel label(String id, String name, int slot) {
        return new ArmLabel(id, new Look(clip(id, name), "a" + slot, Shape.values()[slot]));
    }

    private static String clip(String id, String name) {
        return Text.clip(name.isBlank() ? id : name, 40);
    }

    /** The arm's look; an id that is not listed stands for itself. */
    ArmLabel get(String id) {
        return byId.getOrDefault(id, label(id, id, 0));
    }

    String name(String id) {
        return get(id).name();
    }

    List<ArmLabel> list() {
        return byId.values().stream()
                .filter(arm -> !laterStates.contains(arm.id()) && !seeds.containsKey(arm.id()))
                .toList();
    }

    /** The arms with their later states. */
    List<ArmLabel> withLaterStates() {
        return byId.values().stream()
                .filter(arm -> !seeds.containsKey(arm.id()))
                .toList();
    }

    /** The same arm trained with other seeds; empty where that was not done. */
    List<ArmLabel> seedsOf(ArmLabel arm) {
        return seeds.entrySet().stream()
                .filter(seed -> seed.getValue().equals(arm.id()))
                .map(seed -> byId.get(seed.getKey()))
                .toList();
    }

    @Override
    public Iterator<ArmLabel> iterator() {
        return list().iterator();
    }
}
