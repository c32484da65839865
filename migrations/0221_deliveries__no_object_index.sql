-- Who received an object is found by its activities, of which there is one where there are hundreds of deliveries.
DROP INDEX deliveries_by_object;
