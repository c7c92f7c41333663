import Ambient
package import ServiceModel
import SigV4

extension AWSEndpoint {
    /// Seconds after its making that a presigned call still says who made it, as EKS takes the tokens of `aws eks get-token`.
    private static let life: ClosedRange<Int64> = -300...900

    /// Who presigned a GET of a service; nil if nobody did whose key or session is live.
    ///
    /// `headers` are those that the call would be sent with beside `host`; the signature must cover both.
    package func presigner(
        of url: String,
        service: String,
        headers: [(name: String, value: String)]
    ) -> Caller? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let rest = url[scheme.upperBound...]
        let host = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest.dropFirst(host.count)
        let path = target.prefix { $0 != "?" }
        let head = RequestHead(
            method: "GET",
            path: path.isEmpty ? "/" : String(path),
            query: String(target.dropFirst(path.count + 1)),
            headers: [(name: "host", value: String(host))] + headers
        )
        let request = SignableRequest(method: head.method, path: head.path, query: head.query, headers: head.headers)
        let wanted = ["host"] + headers.map(\.name)
        guard let claim = try? SignatureClaim.read(request), claim.isPresigned, claim.service == service,
            wanted.allSatisfy(claim.signedHeaders.contains),
            Self.life.contains(authentication.signingClock.now.seconds - claim.signedAt.seconds)
        else { return nil }
        let digest = SignatureVerifier.digest(of: [])
        return try? authentication.authenticate(claim, head, bodyDigest: digest, at: claim.signedAt).caller
    }
}
