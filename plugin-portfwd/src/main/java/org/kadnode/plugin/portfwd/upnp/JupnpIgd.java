package org.kadnode.plugin.portfwd.upnp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jupnp.binding.xml.DescriptorBindingException;
import org.jupnp.binding.xml.UDA10DeviceDescriptorBinderImpl;
import org.jupnp.binding.xml.UDA10ServiceDescriptorBinderImpl;
import org.jupnp.model.ValidationException;
import org.jupnp.model.action.ActionException;
import org.jupnp.model.action.ActionInvocation;
import org.jupnp.model.message.StreamResponseMessage;
import org.jupnp.model.message.UpnpResponse;
import org.jupnp.model.message.control.IncomingActionResponseMessage;
import org.jupnp.model.message.control.OutgoingActionRequestMessage;
import org.jupnp.model.meta.Action;
import org.jupnp.model.meta.RemoteDevice;
import org.jupnp.model.meta.RemoteDeviceIdentity;
import org.jupnp.model.meta.RemoteService;
import org.jupnp.model.types.UDN;
import org.jupnp.transport.impl.SOAPActionProcessorImpl;
import org.w3c.dom.Document;

/**
 * An Internet Gateway Device whose descriptions and messages jUPnP reads and writes. Its own sockets, threads and registry are
 * not used: what is asked of whom is decided here, by {@link Ssdp} and {@link GatewayHttp}.
 */
final class JupnpIgd implements Igd {

    /** What routers do wrong is no news for our log. Kept here, or the level would be forgotten. */
    private static final Logger SILENCED = Logger.getLogger("org.jupnp");

    /** Connections of one device that are looked at. */
    private static final int MOST_CONNECTIONS = 4;

    private static final String ADD = "AddPortMapping";
    private static final List<String> CONNECTIONS = List.of("WANIPConnection", "WANPPPConnection");
    private static final String NOT_UNDERSTOOD = "answers make no sense";

    private final GatewayHttp http;
    private final RemoteService service;
    private final URI control;

    private JupnpIgd(GatewayHttp http, RemoteService service, URI control) {
        this.http = http;
        this.service = service;
        this.control = control;
    }

    /**
     * Reads the description of a device, and finds its connection to the Internet.
     *
     * @param location where the description is
     * @param http closed if there is no such connection
     */
    static JupnpIgd describedAt(URI location, GatewayHttp http) throws IOException, InterruptedException {
        SILENCED.setLevel(Level.OFF);
        try {
            List<JupnpIgd> connections = new ArrayList<>();
            RemoteDevice device = described(location, Xml.parse(http.get(location)));
            for (RemoteService each : connections(device)) {
                URI scpd =
                        each.getDevice().normalizeURI(each.getDescriptorURI()).toURI();
                RemoteService service =
                        new UDA10ServiceDescriptorBinderImpl().describe(each, Xml.parse(http.get(scpd)));
                if (service.getAction(ADD) != null) {
                    URL control = each.getDevice().normalizeURI(each.getControlURI());
                    connections.add(new JupnpIgd(http, service, control.toURI()));
                }
            }
            return best(connections);
        } catch (IOException | InterruptedException e) {
            http.close();
            throw e;
        } catch (DescriptorBindingException | ValidationException | URISyntaxException | RuntimeException e) {
            // jUPnP throws this and that for what does not follow the specification.
            http.close();
            throw new IgdException(IgdException.NO_ANSWER, NOT_UNDERSTOOD);
        }
    }

    /** The connections that a device has, by their names: jUPnP gives them in any order. */
    private static List<RemoteService> connections(RemoteDevice device) {
        return Stream.of(device.findServices())
                .filter(each -> CONNECTIONS.contains(each.getServiceType().getType()))
                .sorted(Comparator.comparing(each -> each.getServiceId().toString()))
                .limit(MOST_CONNECTIONS)
                .toList();
    }

    private static RemoteDevice described(URI location, Document description)
            throws IOException, DescriptorBindingException, ValidationException {
        RemoteDeviceIdentity identity = new RemoteDeviceIdentity(
                new UDN("gateway"), 0, location.toURL(), new byte[0], InetAddress.getLoopbackAddress());
        return new UDA10DeviceDescriptorBinderImpl().describe(new RemoteDevice(identity), description);
    }

    /** A router may have several connections, of which one is in use; others may not even answer. */
    private static JupnpIgd best(List<JupnpIgd> connections) throws IgdException, InterruptedException {
        for (JupnpIgd each : connections) {
            if (connections.size() == 1 || each.isInUse()) {
                return each;
            }
        }
        return connections.stream()
                .findFirst()
                .orElseThrow(() -> new IgdException(IgdException.NO_ANSWER, "it has no connection to map ports of"));
    }

    private boolean isInUse() throws InterruptedException {
        try {
            return outside().isPresent();
        } catch (IgdException e) {
            return false;
        }
    }

    @Override
    public Optional<InetAddress> outside() throws IgdException, InterruptedException {
        String text = invoke("GetExternalIPAddress", Map.of()).getOrDefault("NewExternalIPAddress", "");
        // Anything else would be looked up as a name.
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text)).filter(address -> !address.isAnyLocalAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Entry> entry(String transport, int outside) throws IgdException, InterruptedException {
        try {
            Map<String, String> entry = invoke("GetSpecificPortMappingEntry", place(transport, outside));
            String port = entry.getOrDefault("NewInternalPort", "");
            return Optional.of(new Entry(
                    entry.getOrDefault("NewInternalClient", ""),
                    port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : 0));
        } catch (IgdException e) {
            if (e.code() == IgdException.NO_SUCH_ENTRY) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void add(String transport, int outside, Entry entry, Duration lifetime)
            throws IgdException, InterruptedException {
        invoke(
                ADD,
                Map.of(
                        "NewRemoteHost",
                        "",
                        "NewExternalPort",
                        Integer.toString(outside),
                        "NewProtocol",
                        transport,
                        "NewInternalPort",
                        Integer.toString(entry.port()),
                        "NewInternalClient",
                        entry.client(),
                        "NewEnabled",
                        "1",
                        "NewPortMappingDescription",
                        "KadNode",
                        "NewLeaseDuration",
                        Long.toString(lifetime.toSeconds())));
    }

    @Override
    public void delete(String transport, int outside) throws IgdException, InterruptedException {
        invoke("DeletePortMapping", place(transport, outside));
    }

    @Override
    public void close() {
        http.close();
    }

    private static Map<String, String> place(String transport, int outside) {
        return Map.of("NewRemoteHost", "", "NewExternalPort", Integer.toString(outside), "NewProtocol", transport);
    }

    /** Calls an action. Returns what it gives back. */
    private Map<String, String> invoke(String name, Map<String, String> input)
            throws IgdException, InterruptedException {
        Action<RemoteService> action = service.getAction(name);
        if (action == null) {
            throw new IgdException(IgdException.NO_ANSWER, "it has no " + name);
        }
        try {
            ActionInvocation<RemoteService> invocation = new ActionInvocation<>(action);
            for (Map.Entry<String, String> each : input.entrySet()) {
                invocation.setInput(each.getKey(), each.getValue());
            }
            exchange(invocation);
            ActionException failure = invocation.getFailure();
            if (failure != null) {
                throw new IgdException(failure.getErrorCode(), meaning(failure.getErrorCode()));
            }
            return invocation.getOutputMap().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            each -> String.valueOf(each.getValue().getValue())));
        } catch (IgdException e) {
            throw e;
        } catch (IOException e) {
            throw new IgdException(IgdException.NO_ANSWER, "no answer");
        } catch (RuntimeException e) {
            throw new IgdException(IgdException.NO_ANSWER, NOT_UNDERSTOOD);
        }
    }

    /** What an error means (UPnP Device Architecture 1.1, and WANIPConnection:2). */
    private static String meaning(int code) {
        return switch (code) {
            case 401 -> "unsupported operation";
            case 402 -> "malformed request";
            case 501 -> "failed";
            case 606 -> "not authorized";
            case 728 -> "no resources";
            default -> "error " + code;
        };
    }

    private void exchange(ActionInvocation<RemoteService> invocation) throws IOException, InterruptedException {
        SOAPActionProcessorImpl soap = new SOAPActionProcessorImpl();
        OutgoingActionRequestMessage request = new OutgoingActionRequestMessage(invocation, control.toURL());
        soap.writeBody(request, invocation);
        String action = service.getServiceType() + "#" + invocation.getAction().getName();
        GatewayHttp.Answer answer = http.post(
                control,
                request.getBodyString(),
                Map.of("Content-Type", "text/xml; charset=\"utf-8\"", "SOAPACTION", '"' + action + '"'));
        // jUPnP's parser would take a document type; ours does not.
        Xml.parse(answer.body());
        StreamResponseMessage response =
                new StreamResponseMessage(new UpnpResponse(answer.status(), "HTTP"), answer.body());
        soap.readBody(new IncomingActionResponseMessage(response), invocation);
    }
}
