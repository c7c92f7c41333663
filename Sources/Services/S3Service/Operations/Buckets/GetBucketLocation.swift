import AWSProtocols
import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Tells a bucket's region; us-east-1 goes without a name.
    var getBucketLocation: ServiceOperation {
        bucketOperation(
            "GetBucketLocation",
            S3Route("GET", .bucket, query: ["location"]),
            action: "s3:GetBucketLocation",
            isReadOnly: true
        ) { authorized, bucket in
            var writer = XMLWriter(declaration: ())
            writer.element(
                "LocationConstraint",
                namespace: ServiceDialect.s3.namespace,
                text: bucket.region == "us-east-1" ? "" : bucket.region
            )
            return S3XML.answer(writer.bytes, audit: Self.audit(try S3Target(authorized.call.head)))
        }
    }

    /// Tells that versioning was never turned on.
    var getBucketVersioning: ServiceOperation {
        bucketOperation(
            "GetBucketVersioning",
            S3Route("GET", .bucket, query: ["versioning"]),
            action: "s3:GetBucketVersioning",
            isReadOnly: true
        ) { authorized, _ in
            S3XML.answer(
                S3XML.document("VersioningConfiguration") { _ in },
                audit: Self.audit(try S3Target(authorized.call.head))
            )
        }
    }
}
