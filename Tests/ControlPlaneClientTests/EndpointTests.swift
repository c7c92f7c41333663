import AWSVocabulary
import Ambient
import ControlPlaneClient
import Testing

/// How URLs are read, and where AWS's services are.
struct EndpointTests {
    @Test(arguments: [
        ("http://127.0.0.1:4580", "127.0.0.1:4580", "http://127.0.0.1:4580"),
        ("http://localhost", "localhost", "http://localhost"),
        ("http://localhost:80/", "localhost", "http://localhost"),
        ("https://iam.amazonaws.com", "iam.amazonaws.com", "https://iam.amazonaws.com"),
        ("https://iam.amazonaws.com:8443", "iam.amazonaws.com:8443", "https://iam.amazonaws.com:8443"),
        ("http://[::1]:4580", "[::1]:4580", "http://[::1]:4580"),
        ("https://[::1]", "[::1]", "https://[::1]"),
    ])
    func `a URL of host and port is an endpoint`(_ url: String, _ authority: String, _ description: String) throws {
        let endpoint = try #require(Endpoint(url))
        #expect(endpoint.authority == authority)
        #expect(endpoint.description == description)
        #expect(endpoint.isSecure == url.hasPrefix("https"))
    }

    @Test(arguments: [
        "", "localhost:80", "ftp://localhost", "http://", "http://:80", "http://localhost:0", "http://localhost:65536",
        "http://localhost:x", "http://localhost/path", "http://user@localhost", "http://::1", "http://a b",
        "http://a?b",
    ])
    func `anything else is none`(_ url: String) { #expect(Endpoint(url) == nil) }

    @Test(arguments: [
        ("eu-west-1", "iam", "iam.amazonaws.com", "us-east-1"),
        ("eu-west-1", "eks", "eks.eu-west-1.amazonaws.com", "eu-west-1"),
        ("cn-northwest-1", "iam", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("cn-northwest-1", "eks", "eks.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        ("us-gov-east-1", "iam", "iam.us-gov.amazonaws.com", "us-gov-west-1"),
        ("us-gov-east-1", "eks", "eks.us-gov-east-1.amazonaws.com", "us-gov-east-1"),
    ])
    func `AWS's own endpoints are secure, and IAM has one a partition`(
        _ region: String,
        _ service: String,
        _ host: String,
        _ signed: String
    ) throws {
        let found = try Self.access(.aws(authorities: nil), region: region).endpoint(of: service)
        #expect(found.endpoint.description == "https://" + host)
        #expect(found.region == signed)
    }

    @Test func `one endpoint has every service`() throws {
        let endpoint = try #require(Endpoint("http://127.0.0.1:4580"))
        for service in ["iam", "eks"] {
            let found = try Self.access(.one(endpoint), region: "eu-west-1").endpoint(of: service)
            #expect(found.endpoint == endpoint)
            #expect(found.region == "eu-west-1")
        }
    }

    static func access(_ place: AWSAccess.Place, region: String, token: Secret? = nil) throws -> AWSAccess {
        AWSAccess(
            place,
            accessKeyID: "AKIAEXAMPLE",
            secret: Secret("secret"),
            sessionToken: token,
            region: try #require(Region(region)),
            clock: .fixed(Timestamp(seconds: 1_795_600_000))
        )
    }
}
