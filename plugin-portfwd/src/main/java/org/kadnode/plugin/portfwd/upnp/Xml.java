package org.kadnode.plugin.portfwd.upnp;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** XML of strangers: without document types, so without entities, and without anything from elsewhere. */
final class Xml {

    /** Levels of elements. Descriptions have some ten; jUPnP goes down into each by a call. */
    private static final int DEEPEST = 50;

    private Xml() {}

    /**
     * Reads a document.
     *
     * @param text all of it, perhaps with white space around it
     * @throws IgdException if it is none, or has a document type
     */
    static Document parse(String text) throws IgdException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setAttribute("jdk.xml.maxElementDepth", DEEPEST);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // The default one writes to standard error.
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new InputSource(new StringReader(text.strip())));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the parser of the platform", e);
        } catch (SAXException | IOException e) {
            throw new IgdException(IgdException.NO_ANSWER, "answers make no sense");
        }
    }
}
