/**
 * The part of BouncyCastle that Ed25519 signatures need, and nothing else. BouncyCastle's own jar is signed and
 * twenty times as large: verifying it costs every start of the program more than all other libraries together.
 */
@SuppressWarnings("module") // The kernel is built after this module, so its name is unknown here.
module org.kadnode.bouncycastle {
    requires java.logging;

    exports org.bouncycastle.math.ec.rfc8032 to
            org.kadnode.kernel;
}
