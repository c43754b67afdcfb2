package org.kadnode.plugin.portfwd.upnp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an Internet Gateway Device says, with its mappings. A test may change all that it says. */
final class FakeIgd implements FakeRouter.Habit {

    static final String ROOT = "GET /root.xml";
    static final String SERVICE = "GET /wanip.xml";
    static final String CONTROL = "POST /control";

    private static final Pattern ACTION = Pattern.compile("<u:(\\w+) ");

    private final int version;
    private final String kind;
    private final UnaryOperator<String> change;

    /** The ports inside by transport and port outside. */
    private final Map<String, String> mappings = new ConcurrentHashMap<>();

    /**
     * A device without mappings.
     *
     * @param version 1 or 2
     * @param kind {@code WANIPConnection} or {@code WANPPPConnection}
     * @param change what is made of all that it says
     */
    FakeIgd(int version, String kind, UnaryOperator<String> change) {
        this.version = version;
        this.kind = kind;
        this.change = change;
    }

    Map<String, String> mappings() {
        return mappings;
    }

    @Override
    public void asked(String request, OutputStream out) throws IOException {
        if (request.equals(ROOT)) {
            FakeRouter.answer(out, 200, change.apply(root()));
        } else if (request.equals(SERVICE)) {
            FakeRouter.answer(out, 200, change.apply(service()));
        } else if (request.startsWith(CONTROL + " ")) {
            act(request, out);
        } else {
            FakeRouter.answer(out, 404, "");
        }
    }

    private String root() {
        String connection = device(
                "WANConnectionDevice",
                "<serviceList><service><serviceType>" + type() + "</serviceType>"
                        + "<serviceId>urn:upnp-org:serviceId:WANIPConn1</serviceId><SCPDURL>/wanip.xml</SCPDURL>"
                        + "<controlURL>/control</controlURL><eventSubURL>/events</eventSubURL></service></serviceList>");
        return "<?xml version=\"1.0\"?>\n<root xmlns=\"urn:schemas-upnp-org:device-1-0\">"
                + "<specVersion><major>1</major><minor>0</minor></specVersion>"
                + device("InternetGatewayDevice", inside(device("WANDevice", inside(connection))))
                + "</root>\n";
    }

    private String device(String name, String rest) {
        return "<device><deviceType>urn:schemas-upnp-org:device:" + name + ":" + version + "</deviceType>"
                + "<friendlyName>A router</friendlyName><manufacturer>Nobody</manufacturer><modelName>None</modelName>"
                + "<UDN>uuid:" + name + "</UDN>" + rest + "</device>";
    }

    private static String inside(String device) {
        return "<deviceList>" + device + "</deviceList>";
    }

    private String type() {
        return "urn:schemas-upnp-org:service:" + kind + ":" + version;
    }

    private static String service() {
        return "<?xml version=\"1.0\"?>\n<scpd xmlns=\"urn:schemas-upnp-org:service-1-0\">"
                + "<specVersion><major>1</major><minor>0</minor></specVersion><actionList>"
                + action("GetExternalIPAddress", "", "ExternalIPAddress")
                + action(
                        "AddPortMapping",
                        "RemoteHost ExternalPort Protocol InternalPort InternalClient Enabled PortMappingDescription"
                                + " LeaseDuration",
                        "")
                + action("DeletePortMapping", "RemoteHost ExternalPort Protocol", "")
                + action(
                        "GetSpecificPortMappingEntry",
                        "RemoteHost ExternalPort Protocol",
                        "InternalPort InternalClient Enabled PortMappingDescription LeaseDuration")
                + "</actionList><serviceStateTable>"
                + variables("string", "ExternalIPAddress RemoteHost Protocol InternalClient PortMappingDescription")
                + variables("ui2", "ExternalPort InternalPort")
                + variables("boolean", "Enabled")
                + variables("ui4", "LeaseDuration")
                + "</serviceStateTable></scpd>\n";
    }

    private static String action(String name, String in, String out) {
        return "<action><name>" + name + "</name><argumentList>" + arguments(in, "in") + arguments(out, "out")
                + "</argumentList></action>";
    }

    private static String arguments(String names, String direction) {
        StringBuilder arguments = new StringBuilder();
        for (String name : names.isEmpty() ? new String[0] : names.split(" ", -1)) {
            arguments.append("<argument><name>New" + name + "</name><direction>" + direction
                    + "</direction><relatedStateVariable>" + name + "</relatedStateVariable></argument>");
        }
        return arguments.toString();
    }

    private static String variables(String type, String names) {
        StringBuilder variables = new StringBuilder();
        for (String name : names.split(" ", -1)) {
            variables.append("<stateVariable sendEvents=\"no\"><name>" + name + "</name><dataType>" + type
                    + "</dataType></stateVariable>");
        }
        return variables.toString();
    }

    private void act(String request, OutputStream out) throws IOException {
        Matcher action = ACTION.matcher(request);
        if (!action.find()) {
            FakeRouter.answer(out, 400, "");
            return;
        }
        String place = value(request, "NewProtocol") + " " + value(request, "NewExternalPort");
        switch (action.group(1)) {
            case "GetExternalIPAddress" ->
                done(out, "GetExternalIPAddress", "<NewExternalIPAddress>1.2.3.1</NewExternalIPAddress>");
            case "AddPortMapping" -> {
                mappings.put(
                        place,
                        value(request, "NewInternalClient") + ":" + value(request, "NewInternalPort") + " for "
                                + value(request, "NewLeaseDuration") + " s, "
                                + value(request, "NewPortMappingDescription"));
                done(out, "AddPortMapping", "");
            }
            case "DeletePortMapping" -> {
                if (mappings.remove(place) == null) {
                    failed(out, IgdException.NO_SUCH_ENTRY);
                } else {
                    done(out, "DeletePortMapping", "");
                }
            }
            case "GetSpecificPortMappingEntry" -> {
                String[] entry = mappings.getOrDefault(place, "").split("[: ]", -1);
                if (entry.length < 2) {
                    failed(out, IgdException.NO_SUCH_ENTRY);
                } else {
                    done(
                            out,
                            "GetSpecificPortMappingEntry",
                            "<NewInternalPort>" + entry[1] + "</NewInternalPort><NewInternalClient>" + entry[0]
                                    + "</NewInternalClient><NewEnabled>1</NewEnabled>"
                                    + "<NewPortMappingDescription>KadNode</NewPortMappingDescription>"
                                    + "<NewLeaseDuration>1920</NewLeaseDuration>");
                }
            }
            default -> failed(out, 401);
        }
    }

    private static String value(String request, String argument) {
        Matcher value = Pattern.compile("<" + argument + ">([^<]*)<").matcher(request);
        return value.find() ? value.group(1) : "";
    }

    private void done(OutputStream out, String action, String values) throws IOException {
        soap(
                out,
                200,
                "<u:" + action + "Response xmlns:u=\"" + type() + "\">" + values + "</u:" + action + "Response>");
    }

    private void failed(OutputStream out, int code) throws IOException {
        soap(
                out,
                500,
                "<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>"
                        + "<UPnPError xmlns=\"urn:schemas-upnp-org:control-1-0\"><errorCode>" + code
                        + "</errorCode><errorDescription>no</errorDescription></UPnPError></detail></s:Fault>");
    }

    private void soap(OutputStream out, int status, String body) throws IOException {
        FakeRouter.answer(
                out,
                status,
                change.apply("<?xml version=\"1.0\"?>\n"
                        + "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
                        + " s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>" + body
                        + "</s:Body></s:Envelope>\n"));
    }
}
