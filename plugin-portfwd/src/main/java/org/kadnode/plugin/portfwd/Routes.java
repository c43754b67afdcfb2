package org.kadnode.plugin.portfwd;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The routing tables as Linux shows them in {@code /proc/net/route} and {@code /proc/net/ipv6_route}. */
final class Routes {

    private static final int UP = 0x1;
    private static final int VIA_GATEWAY = 0x2;

    /** Lines that are looked at: a machine with more routes is a router itself. */
    private static final int MOST_LINES = 10_000;

    private static final Pattern WHITE = Pattern.compile("\\s+");
    private static final String NO_ADDRESS = "0".repeat(32);

    private Routes() {}

    /**
     * A route out of the network.
     *
     * @param gateway the router, without scope
     * @param device the interface through which it is reached
     * @param metric the smaller, the more it is preferred
     */
    record Default(InetAddress gateway, String device, long metric) {}

    /**
     * The default route of IPv4.
     *
     * @param table {@code /proc/net/route}
     * @param order in which this machine keeps numbers, for the table has them so
     * @param device the only interface that counts; empty for all
     * @return the preferred one
     */
    static Optional<Default> ofIpv4(List<String> table, ByteOrder order, Optional<String> device) {
        List<Default> found = new ArrayList<>();
        for (String line : table.subList(0, Math.min(table.size(), MOST_LINES))) {
            List<String> field = WHITE.splitAsStream(line.strip()).toList();
            if (field.size() >= 8
                    && field.get(1).equals("00000000")
                    && field.get(7).equals("00000000")) {
                hex(field.get(3))
                        .filter(flags -> (flags & UP) != 0 && (flags & VIA_GATEWAY) != 0)
                        .flatMap(flags -> hex(field.get(2)))
                        .flatMap(number -> address(ByteBuffer.allocate(4)
                                .order(order)
                                .putInt(number.intValue())
                                .array()))
                        .flatMap(gateway ->
                                decimal(field.get(6)).map(metric -> new Default(gateway, field.get(0), metric)))
                        .ifPresent(found::add);
            }
        }
        return preferred(found, device);
    }

    /**
     * The default route of IPv6.
     *
     * @param table {@code /proc/net/ipv6_route}
     * @param device the only interface that counts; empty for all
     * @return the preferred one
     */
    static Optional<Default> ofIpv6(List<String> table, Optional<String> device) {
        List<Default> found = new ArrayList<>();
        for (String line : table.subList(0, Math.min(table.size(), MOST_LINES))) {
            List<String> field = WHITE.splitAsStream(line.strip()).toList();
            if (field.size() >= 10
                    && field.get(0).equals(NO_ADDRESS)
                    && field.get(1).equals("00")
                    && !field.get(4).equals(NO_ADDRESS)
                    && field.get(4).matches("[0-9a-fA-F]{32}")) {
                hex(field.get(8))
                        .filter(flags -> (flags & UP) != 0 && (flags & VIA_GATEWAY) != 0)
                        .flatMap(flags -> address(HexFormat.of().parseHex(field.get(4))))
                        .flatMap(gateway -> hex(field.get(5)).map(metric -> new Default(gateway, field.get(9), metric)))
                        .ifPresent(found::add);
            }
        }
        return preferred(found, device);
    }

    private static Optional<Default> preferred(List<Default> found, Optional<String> device) {
        return found.stream()
                .filter(route -> device.isEmpty() || device.get().equals(route.device()))
                .min(Comparator.comparingLong(Default::metric));
    }

    private static Optional<InetAddress> address(byte[] bytes) {
        try {
            return Optional.of(InetAddress.getByAddress(bytes)).filter(address -> !address.isAnyLocalAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> hex(String text) {
        return text.matches("[0-9a-fA-F]{1,8}") ? Optional.of(Long.parseLong(text, 16)) : Optional.empty();
    }

    private static Optional<Long> decimal(String text) {
        return text.matches("[0-9]{1,10}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
