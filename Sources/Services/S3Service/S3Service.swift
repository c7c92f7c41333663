package import Ambient
package import Authorization
package import Directory

/// Amazon S3's API (version 2006-03-01) over files: buckets, objects, multipart uploads, tags and bucket policies.
package struct S3Service: Service {
    let directory: Directory
    let objects: ObjectStore
    let clock: WallClock
    let turns = BucketTurns()

    package init(directory: Directory, objects: ObjectStore, clock: WallClock) {
        self.directory = directory
        self.objects = objects
        self.clock = clock
    }

    package var operations: [ServiceOperation] {
        [
            listBuckets, createBucket, headBucket, deleteBucket, getBucketLocation, getBucketVersioning,
            getBucketPolicy, putBucketPolicy, deleteBucketPolicy,
            getBucketTagging, putBucketTagging, deleteBucketTagging,
            listObjectsV2, listObjects, putObject, getObject, headObject, copyObject, deleteObject, deleteObjects,
            getObjectTagging, putObjectTagging, deleteObjectTagging,
            createMultipartUpload, uploadPart, uploadPartCopy, completeMultipartUpload, abortMultipartUpload, listParts,
            listMultipartUploads,
        ]
    }
}
