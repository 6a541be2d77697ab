package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.suite.AdapterRole;
import java.nio.file.Path;

/**
 * An adapter that takes part in an arm.
 *
 * @param arm the arm
 * @param role what the adapter was taught
 * @param folder where it lies
 */
public record ArmAdapter(ArmCatalog arm, AdapterRole role, Path folder) {

    /** As {@code parity.json} names it: the arm, or its helper where it is not the one that answers. */
    String id() {
        String id = arm.entry().id();
        return arm.adapter().filter(role::equals).isPresent() ? id : id + ":" + role.id();
    }
}
