package org.kadnode.plugin.dns;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.kadnode.plugins.Tasks;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.TcpKeepaliveOption;

/** Makes responses out of answers, with what EDNS adds to them. Any thread. */
final class Responder {

    private final ResponseWriter writer;
    private final Cookies cookies;
    private final Duration idle;
    private final Tasks tasks;

    /**
     * A maker of responses.
     *
     * @param idle how long a connection may be idle, as its other end is told (RFC 7828)
     * @param tasks gives the time by which cookies age
     */
    Responder(ResponseWriter writer, Cookies cookies, Duration idle, Tasks tasks) {
        this.writer = writer;
        this.cookies = cookies;
        this.idle = idle;
        this.tasks = tasks;
    }

    /** Whether an asker has shown that it gets what is sent to its address. */
    boolean isProved(Inquiry inquiry, Asker asker) {
        return asker.transport() != Transport.UDP
                || inquiry.cookie()
                        .filter(cookie -> cookies.isOurs(cookie, asker.address().getAddress(), seconds()))
                        .isPresent();
    }

    /** The response to a query, ready to be sent. */
    ByteBuffer respond(Inquiry inquiry, Answers.Aged aged, Asker asker) {
        byte[] question = inquiry.question().map(Responder::question).orElse(new byte[0]);
        byte[] opt = inquiry.edns().isPresent() ? opt(inquiry, aged.answer(), asker) : new byte[0];
        int most = ResponseWriter.HEADER + question.length + aged.answer().body().length + opt.length;
        ByteBuffer response = ByteBuffer.allocate(most);
        writer.write(
                response,
                inquiry.id(),
                ResponseWriter.heeded(inquiry.flags(), inquiry.dnssecOk()),
                ByteBuffer.wrap(question),
                0,
                question.length,
                aged.answer(),
                aged.age(),
                opt,
                asker.transport() == Transport.UDP ? inquiry.room() : ResponseWriter.LONGEST);
        return response.flip();
    }

    /** The response that sends an asker to TCP, where it cannot pretend to be somebody else. */
    ByteBuffer toTcp(Inquiry inquiry, Asker asker) {
        ByteBuffer response = respond(inquiry, new Answers.Aged(Draft.code(0), 0), asker);
        return response.putShort(2, (short) (response.getShort(2) | ResponseWriter.TC));
    }

    private static byte[] question(Inquiry.Asked asked) {
        byte[] name = asked.name().toWire();
        return ByteBuffer.allocate(name.length + ResponseWriter.AFTER_NAME)
                .put(name)
                .putShort((short) asked.type())
                .putShort((short) asked.dclass())
                .array();
    }

    /** An option we do not know is left unanswered (RFC 6891, section 6.1.2). */
    private byte[] opt(Inquiry inquiry, Answer answer, Asker asker) {
        int flags = inquiry.edns().map(each -> each.getFlags()).orElse(0);
        Opt opt = new Opt(answer.code(), flags);
        Optional<CookieOption> cookie = inquiry.cookie();
        cookie.ifPresent(
                theirs -> opt.with(cookies.option(theirs, asker.address().getAddress(), seconds())));
        if (asker.transport() != Transport.UDP
                && inquiry.option(EDNSOption.Code.TCP_KEEPALIVE).isPresent()) {
            opt.with(new TcpKeepaliveOption(idle));
        }
        answer.error().ifPresent(error -> opt.with(error.option()));
        return opt.bytes();
    }

    private long seconds() {
        return tasks.now().toSeconds();
    }
}
