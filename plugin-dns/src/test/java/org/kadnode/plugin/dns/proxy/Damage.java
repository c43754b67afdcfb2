package org.kadnode.plugin.dns.proxy;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Small changes to a message, as bad luck and bad will make them. */
final class Damage {

    private static final int HEADER = 12;

    private Damage() {}

    /** One to four changes; mostly behind the header, which would hide them from whoever reads on. */
    static byte[] to(byte[] whole, RandomGenerator random) {
        byte[] message = whole.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && message.length > HEADER; changes--) {
            int at = random.nextInt(random.nextInt(4) == 0 ? 0 : HEADER - 1, message.length);
            switch (random.nextInt(5)) {
                case 0 -> message[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> message[at] = (byte) random.nextInt(256);
                case 2 -> message = Arrays.copyOf(message, at);
                case 3 -> message = Arrays.copyOf(message, message.length + at);
                default -> {
                    message[at] = (byte) (0xc0 | random.nextInt(2));
                    message[(at + 1) % message.length] = (byte) random.nextInt(256);
                }
            }
        }
        return message;
    }
}
