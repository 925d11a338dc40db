"""What the stores of data refuse, and what is nobody's refusal."""

from __future__ import annotations

import json
import unittest

import hooks
from emulated import ACCOUNT, ALLOW, PAIRS, REGION, Test


class DataRefusalsTest(Test):
    def test_a_call_that_met_anothers_change_is_served_again_with_its_body(self):
        changes = ["dictionary changed size during iteration", "OrderedDict mutated during iteration"]
        bodies = []

        def disturb(call):
            if len(bodies) < len(changes):
                bodies.append(call.environ["wsgi.input"].read())
                raise RuntimeError(changes[len(bodies) - 1])

        key = "iam", "CreateRole"
        hooks.instead(*key)(disturb)
        self.addCleanup(hooks._INSTEAD.pop, key)
        made = self.aws("iam").create_role(RoleName="r", AssumeRolePolicyDocument=ALLOW)
        self.assertEqual("r", made["Role"]["RoleName"])
        for body in bodies:
            self.assertIn(b"RoleName=r", body)

    def test_backups_of_a_table_are_listed_by_type_and_a_table_with_its_past_leaves_one(self):
        dynamodb, key = self.aws("dynamodb"), self.aws("kms").create_key()["KeyMetadata"]["Arn"]
        self.table(SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key})
        names = lambda **how: [one["BackupName"] for one in dynamodb.list_backups(**how)["BackupSummaries"]]  # noqa: E731
        for name in ("a-1", "b-1"):
            dynamodb.create_backup(TableName="t", BackupName=name)
        dynamodb.update_continuous_backups(TableName="t", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        dynamodb.delete_table(TableName="t")
        self.assertEqual((["a-1", "b-1"], ["t$DeletedTableBackup"], []), (names(), names(BackupType="SYSTEM"), names(BackupType="AWS_BACKUP")))
        self.assertEqual(3, len(names(BackupType="ALL", TableName="t")))
        first = dynamodb.list_backups(BackupType="ALL", Limit=2)
        self.assertEqual(["t$DeletedTableBackup"], names(BackupType="ALL", ExclusiveStartBackupArn=first["LastEvaluatedBackupArn"]))
        for one in dynamodb.list_backups(BackupType="ALL")["BackupSummaries"]:
            told = dynamodb.describe_backup(BackupArn=one["BackupArn"])["BackupDescription"]
            self.assertEqual(key, told["SourceTableFeatureDetails"]["SSEDescription"]["KMSMasterKeyArn"])
        self.control("POST", "clock", {"offsetSeconds": 36 * 86400})
        self.addCleanup(self.control, "POST", "clock", {"offsetSeconds": 0})
        self.assertEqual(["a-1", "b-1"], names(BackupType="ALL"))
        self.table()
        dynamodb.delete_table(TableName="t")
        self.assertEqual([], names(BackupType="SYSTEM"))

    def test_data(self):
        dynamodb, s3, control, kms = self.aws("dynamodb"), self.aws("s3"), self.aws("s3control"), self.aws("kms")
        self.table(DeletionProtectionEnabled=True)
        self.refused("ValidationException", dynamodb.delete_table, "protected against deletion", TableName="t")
        dynamodb.update_table(TableName="t", DeletionProtectionEnabled=False)
        dynamodb.delete_table(TableName="t")
        self.refused("ResourceNotFoundException", dynamodb.delete_table, TableName="t")
        self.bucket()
        s3.put_object(Bucket="bbb", Key="k", Body=b"x")
        control.create_access_point(AccountId=ACCOUNT, Name="point", Bucket="bbb")
        self.refused("BucketHasAccessPointsAttached", s3.delete_bucket, status=400, Bucket="bbb")
        control.delete_access_point(AccountId=ACCOUNT, Name="point")
        oregon = self.aws("s3control", "us-west-2")
        self.refused("PermanentRedirect", control.list_multi_region_access_points, AccountId=ACCOUNT)
        oregon.create_multi_region_access_point(AccountId=ACCOUNT, Details={"Name": "across", "Regions": [{"Bucket": "bbb"}]})
        self.refused("BucketHasAccessPointsAttached", s3.delete_bucket, "Multi-Region", status=400, Bucket="bbb")
        oregon.delete_multi_region_access_point(AccountId=ACCOUNT, Details={"Name": "across"})
        self.refused("NoSuchAccessPoint", control.delete_access_point, AccountId=ACCOUNT, Name="point")
        self.refused("BucketNotEmpty", s3.delete_bucket, status=409, Bucket="bbb")
        s3.delete_objects(Bucket="bbb", Delete={"Objects": [{"Key": "k"}]})
        s3.delete_bucket(Bucket="bbb")
        self.refused("NoSuchBucket", s3.delete_bucket, Bucket="bbb")
        self.bucket()
        s3.put_bucket_versioning(Bucket="bbb", VersioningConfiguration={"Status": "Enabled"})
        s3.put_object(Bucket="bbb", Key="k", Body=b"x")
        s3.delete_object(Bucket="bbb", Key="k")
        s3.put_bucket_versioning(Bucket="bbb", VersioningConfiguration={"Status": "Suspended"})
        there = s3.list_object_versions(Bucket="bbb")
        gone = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in there["Versions"] + there["DeleteMarkers"]]
        self.assertEqual(2, len(gone))
        self.assertNotIn("Errors", s3.delete_objects(Bucket="bbb", Delete={"Objects": gone}))
        s3.delete_bucket(Bucket="bbb")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        self.refused("KMSInvalidStateException", kms.schedule_key_deletion, KeyId=key, PendingWindowInDays=7)
        secrets = self.aws("secretsmanager")
        arn = secrets.create_secret(Name="s", SecretString="x", Tags=PAIRS)["ARN"]
        self.control("POST", "properties", {arn: {"owningService": "events"}})
        self.assertEqual("events", secrets.describe_secret(SecretId="s")["OwningService"])
        self.refused("InvalidRequestException", secrets.delete_secret, SecretId="s")
        queue = self.aws("sqs").create_queue(QueueName="q")["QueueUrl"]
        self.aws("sqs").delete_queue(QueueUrl=queue)
        with self.assertRaises(self.aws("sqs").exceptions.QueueDoesNotExist):
            self.aws("sqs").delete_queue(QueueUrl=queue)

    def test_repository_with_images(self):
        ecr = self.aws("ecr")
        ecr.create_repository(repositoryName="rr")
        manifest = {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "config": {"mediaType": "x", "size": 1, "digest": "sha256:" + "0" * 64}, "layers": []}
        ecr.put_image(repositoryName="rr", imageManifest=json.dumps(manifest), imageTag="1")
        self.refused("RepositoryNotEmptyException", ecr.delete_repository, repositoryName="rr")
        images = ecr.list_images(repositoryName="rr")["imageIds"]
        ecr.update_image_storage_class(repositoryName="rr", imageId={"imageDigest": images[0]["imageDigest"]}, targetStorageClass="ARCHIVE")
        self.assertEqual([], ecr.list_images(repositoryName="rr")["imageIds"])
        self.assertEqual(images, ecr.list_images(repositoryName="rr", filter={"imageStatus": "ANY"})["imageIds"])
        self.refused("RepositoryNotEmptyException", ecr.delete_repository, repositoryName="rr")
        ecr.delete_repository(repositoryName="rr", force=True)
        self.refused("RepositoryNotFoundException", ecr.delete_repository, repositoryName="rr")

    def test_replicas(self):
        """A table in each region, each with tags and an end of its own; where it was made from it stays for a day."""
        here, there = self.aws("dynamodb"), self.aws("dynamodb", "eu-west-1")
        self.control("POST", "clock", {"offsetSeconds": -864000})
        self.table()
        here.put_item(TableName="t", Item={"id": {"S": "1"}})
        here.update_table(TableName="t", ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
        self.refused("ValidationException", here.update_table, "already existed", TableName="t", ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
        self.refused("ValidationException", here.delete_table, "source region", TableName="t")
        self.assertEqual(["eu-west-1"], [r["RegionName"] for r in here.describe_table(TableName="t")["Table"]["Replicas"]])
        self.assertEqual([REGION], [r["RegionName"] for r in there.describe_table(TableName="t")["Table"]["Replicas"]])
        self.assertEqual(1, there.scan(TableName="t")["Count"])
        arn = there.describe_table(TableName="t")["Table"]["TableArn"]
        self.assertEqual([], there.list_tags_of_resource(ResourceArn=arn)["Tags"])
        there.tag_resource(ResourceArn=arn, Tags=PAIRS)
        self.assertEqual([arn], list(self.index("eu-west-1")))
        self.control("POST", "clock", {"offsetSeconds": 0})
        here.delete_table(TableName="t")
        self.assertNotIn("Replicas", there.describe_table(TableName="t")["Table"])
        there.delete_table(TableName="t")
        self.assertEqual([], there.list_tables()["TableNames"])
        self.table()
        self.assertNotIn("Replicas", here.describe_table(TableName="t")["Table"])
        here.update_table(TableName="t", ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
        here.update_table(TableName="t", ReplicaUpdates=[{"Delete": {"RegionName": "eu-west-1"}}])
        self.assertEqual([], there.list_tables()["TableNames"])
        here.delete_table(TableName="t")

    def test_what_was_never_there_is_not_found(self):
        lambda_, uuid = self.aws("lambda"), "0f0f0f0f-0000-4000-8000-000000000000"
        self.refused("ResourceNotFoundException", lambda_.delete_function, FunctionName="none")
        self.refused("ResourceNotFoundException", lambda_.delete_event_source_mapping, UUID=uuid)
        self.refused("ResourceNotFoundException", lambda_.get_event_source_mapping, UUID=uuid)
        self.refused("NotFoundException", self.aws("pipes").delete_pipe, Name="none")
        self.refused("NotFoundException", self.aws("pipes").describe_pipe, Name="none")
        identity = self.aws("cognito-identity")
        self.refused("ResourceNotFoundException", identity.delete_identity_pool, IdentityPoolId=f"{REGION}:{uuid}")
        arn = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:none"
        self.aws("stepfunctions").delete_state_machine(stateMachineArn=arn)
        self.refused("StateMachineDoesNotExist", self.aws("stepfunctions").describe_state_machine, stateMachineArn=arn)
        self.refused("ParameterNotFound", self.aws("ssm").delete_parameter, Name="/none")
        self.assertEqual(["/none"], self.aws("ssm").delete_parameters(Names=["/none"])["InvalidParameters"])
        self.aws("sns").delete_topic(TopicArn=f"arn:aws:sns:{REGION}:{ACCOUNT}:none")
        self.aws("secretsmanager").delete_secret(SecretId="none", ForceDeleteWithoutRecovery=True)
        self.refused("NotFoundException", self.aws("kms").describe_key, KeyId=uuid)
        events = self.aws("events")
        for call in (events.delete_archive, events.delete_connection, events.delete_api_destination, events.describe_rule):
            name = "ArchiveName" if call == events.delete_archive else "Name"
            self.refused("ResourceNotFoundException", call, **{name: "none"})


if __name__ == "__main__":
    unittest.main()
